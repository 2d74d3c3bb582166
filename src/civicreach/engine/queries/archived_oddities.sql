-- The last $most items in quarantine, with their moment, account, reason, number, place, run and first characters.
SELECT epoch_us(CAST(observed_at AS TIMESTAMPTZ)) AS observed_at, platform, account, reason, number, payload, run, item
FROM archived
ORDER BY observed_at DESC, platform, account, reason, payload, item
LIMIT $most
