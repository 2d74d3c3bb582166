-- Posts in the table `examined` by the flaw of their ids: 0 none (copies), 1 no id, 2 shortened by a spreadsheet.
SELECT flaw, CAST(sum(posts) AS BIGINT) AS posts
FROM examined
GROUP BY flaw
