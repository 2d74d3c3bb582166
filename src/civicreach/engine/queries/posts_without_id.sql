-- How many posts in the table `examined` have no id, so that copies of them cannot be found.
SELECT coalesce(sum(posts), 0) AS posts
FROM examined
WHERE unnamed = 1
