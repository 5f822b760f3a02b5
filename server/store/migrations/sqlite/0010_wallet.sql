-- A wallet is locked by SELECT … FOR UPDATE; nothing counts its versions any more.
ALTER TABLE wallet DROP COLUMN version;
