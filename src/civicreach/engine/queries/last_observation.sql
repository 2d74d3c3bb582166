-- The last count of each account in the window; the largest, where several are of that moment.
SELECT chosen.account, max(observations.value) AS value, CAST(chosen.moment AS VARCHAR) AS moment
FROM (
    SELECT account, max(moment) AS moment
    FROM observations
    WHERE moment >= $opens AND moment < $closes
    GROUP BY account
) AS chosen
JOIN observations ON observations.account = chosen.account AND observations.moment = chosen.moment
GROUP BY chosen.account, chosen.moment
