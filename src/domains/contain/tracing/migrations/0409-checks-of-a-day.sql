-- What is due on a day, in all areas of the viewer: by area first the index was entered once for each of them.
create index on vx.followup (due_on, area_id);
