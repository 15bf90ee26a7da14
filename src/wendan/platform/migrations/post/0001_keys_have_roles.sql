-- Keys act with a role since pre/0002; nothing reads the audience any more.
ALTER TABLE staff_token DROP COLUMN audience;
