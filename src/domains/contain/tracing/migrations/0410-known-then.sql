-- Lost when 0405 put its column before the two of the history.
create index if not exists followup_version_valid_to_idx on vx.followup_version (valid_to) where valid_to is not null;
