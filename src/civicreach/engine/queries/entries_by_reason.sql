-- Rows of the input by the reason why they cannot be counted (0 where they can) and by month.
SELECT reason, month, count(*) AS entries
FROM entries
GROUP BY reason, month
