-- Posts of one $platform in an archive, each once and as it was seen last.
SELECT account, post_id,
    arg_max(created_at, CASE WHEN created_at IS NOT NULL THEN observed_at END) AS created_at,
    arg_max(type, CASE WHEN type IS NOT NULL THEN observed_at END) AS type,
    CASE WHEN bool_or(repost) THEN 'true' ELSE 'false' END AS repost
FROM archived
WHERE platform = $platform
GROUP BY account, post_id
ORDER BY account, created_at, post_id
