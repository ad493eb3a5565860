-- Rows of a file are compared by the engine now, no longer by the words of the name alone.
alter table vx.import_row drop column name_set;
-- What is not kept is not blanked after a time either.
update platform.rule_version set body = body #- '{set,name_set}' where key = 'retention.import-rows';
