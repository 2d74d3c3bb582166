-- The first $most posts in the table `repeated`.
SELECT file, line, account, post
FROM repeated
ORDER BY file, line
LIMIT $most
