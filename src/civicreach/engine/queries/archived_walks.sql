-- How the last walk of each account and edge ended, with its window, and when the last complete one did.
SELECT platform, account, edge, status, reason, detail,
    epoch_us(CAST(asked_from AS TIMESTAMPTZ)) AS asked_from, epoch_us(CAST(asked_to AS TIMESTAMPTZ)) AS asked_to,
    epoch_us(CAST(ended_at AS TIMESTAMPTZ)) AS ended_at, epoch_us(CAST(completed AS TIMESTAMPTZ)) AS completed_at
FROM (
    SELECT platform, account, edge, status, reason, detail, asked_from, asked_to, ended_at,
        max(CASE WHEN status = 'complete' THEN ended_at END) OVER (PARTITION BY platform, account, edge) AS completed,
        row_number() OVER (
            PARTITION BY platform, account, edge ORDER BY ended_at DESC, started_at DESC, run DESC
        ) AS place
    FROM archived
    WHERE edge <> 'address'
) AS walks
WHERE place = 1
ORDER BY platform, account, edge
