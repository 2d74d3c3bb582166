-- The largest count of each account in the window, and the first moment at which it was reached.
SELECT chosen.account, chosen.value, CAST(min(observations.moment) AS VARCHAR) AS moment
FROM (
    SELECT account, max(value) AS value
    FROM observations
    WHERE moment >= $opens AND moment < $closes
    GROUP BY account
) AS chosen
JOIN observations ON observations.account = chosen.account AND observations.value = chosen.value
WHERE observations.moment >= $opens AND observations.moment < $closes
GROUP BY chosen.account, chosen.value
