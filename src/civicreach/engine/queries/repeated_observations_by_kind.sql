-- How many counts in the table `repeated` have the value that was taken, and how many another one.
SELECT value = taken AS same, count(*) AS observations
FROM repeated
GROUP BY value = taken
