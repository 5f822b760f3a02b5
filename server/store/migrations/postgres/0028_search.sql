-- The last four digits of a phone, by which the office's search finds a member.
CREATE INDEX member_phone_tail ON member (substr(phone, length(phone) - 3));
