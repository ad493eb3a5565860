-- Cases confirmed in a window of days, in all areas of the viewer: by area first the index was entered once for each.
create index on vx.case_record (confirmed_at desc, area_id) where classification = 'confirmed';
