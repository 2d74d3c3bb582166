-- Dated counts of one $measure and $platform in an archive.
SELECT account, observed_at, value, method
FROM archived
WHERE platform = $platform AND measure = $measure AND value IS NOT NULL
ORDER BY account, observed_at, method
