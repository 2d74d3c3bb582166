-- The addresses by which accounts were asked for, with the id that each led to.
SELECT DISTINCT platform, cursor AS account, account AS address
FROM archived
WHERE edge = 'address' AND cursor <> ''
ORDER BY platform, account, address
