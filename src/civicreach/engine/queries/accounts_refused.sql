-- Accounts of which entries have a reason from $lowest to $highest: they may have lain in the window.
SELECT account
FROM entries
WHERE account IS NOT NULL AND reason >= $lowest AND reason <= $highest
GROUP BY account
