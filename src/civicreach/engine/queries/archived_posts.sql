-- Posts of one $platform in an archive, each once and as it was seen last.
SELECT account, post_id, arg_max(created_at, observed_at) AS created_at, arg_max(type, observed_at) AS type,
    CASE WHEN bool_or(repost) THEN 'true' ELSE 'false' END AS repost
FROM archived
WHERE platform = $platform
GROUP BY account, post_id
ORDER BY account, created_at, post_id
