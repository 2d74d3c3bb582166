-- Counts in the window beside another one of the same account and moment, with the value that was taken (the largest).
SELECT file, line, account, value, taken
FROM (
    SELECT file, line, account, value,
        max(value) OVER (PARTITION BY account, moment) AS taken,
        row_number() OVER (PARTITION BY account, moment ORDER BY value DESC, file, line) AS place
    FROM observations
    WHERE moment >= $opens AND moment < $closes
) AS candidates
WHERE place > 1
