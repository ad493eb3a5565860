-- Case definitions, the investigation form and the clocks as rules. The criteria are summaries of the documents named;
-- none is confirmed by the authority yet, and the page of rules says so.
insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body) values
('case.definition.covid-19', '2020-02-07', '2021-12-28',
 'Quyết định 343/QĐ-BYT ngày 7/2/2020, Quyết định 2008/QĐ-BYT ngày 26/4/2021 và Quyết định 3638/QĐ-BYT ngày 30/7/2021 của Bộ Y tế; tiêu chuẩn tóm lược',
 '{"confirms":["pcr"],
   "criteria":[
    {"key":"clinical","group":"clinical","vi":"Có ít nhất một triệu chứng: sốt, ho, đau họng, khó thở, mất khứu giác hoặc vị giác, viêm phổi","en":"At least one of: fever, cough, sore throat, shortness of breath, loss of smell or taste, pneumonia",
     "test":{"kind":"symptoms","any":["fever","cough","sore_throat","breathless","loss_smell_taste","pneumonia"],"atLeast":1}},
    {"key":"link","group":"epidemiological","vi":"Tiếp xúc với ca bệnh xác định trong thời gian ủ bệnh","en":"Contact with a confirmed case within the incubation period","test":{"kind":"link","question":"exposure_case","days":14}},
    {"key":"area","group":"epidemiological","vi":"Đến, ở hoặc về từ nơi có dịch trong thời gian ủ bệnh","en":"Stay in an affected area within the incubation period","test":{"kind":"answer","question":"travelled","is":["affected"]}},
    {"key":"antigen","group":"laboratory","vi":"Test nhanh kháng nguyên dương tính","en":"Antigen rapid test positive","test":{"kind":"lab","methods":["antigen"]}},
    {"key":"pcr","group":"laboratory","vi":"RT-PCR dương tính với SARS-CoV-2","en":"RT-PCR positive for SARS-CoV-2","test":{"kind":"lab","methods":["pcr"]}}],
   "levels":[
    {"classification":"confirmed","ways":[["pcr"]]},
    {"classification":"probable","ways":[["clinical","link","antigen"]]},
    {"classification":"suspected","ways":[["clinical","link"],["clinical","area"],["antigen"]]}]}'),
('case.definition.covid-19', '2021-12-29', null,
 'Công văn 11042/BYT-DP ngày 29/12/2021 của Bộ Y tế (định nghĩa ca bệnh Covid-19); tiêu chuẩn tóm lược',
 '{"confirms":["pcr"],
   "criteria":[
    {"key":"clinical","group":"clinical","vi":"Có ít nhất hai biểu hiện: sốt, ho, đau họng, chảy mũi, đau mỏi người, mất khứu giác hoặc vị giác, khó thở, tiêu chảy; hoặc viêm phổi","en":"At least two of: fever, cough, sore throat, runny nose, aches, loss of smell or taste, shortness of breath, diarrhoea; or pneumonia",
     "test":{"kind":"symptoms","any":["fever","cough","sore_throat","runny_nose","fatigue","muscle_ache","loss_smell_taste","breathless","diarrhoea","pneumonia"],"atLeast":2}},
    {"key":"link","group":"epidemiological","vi":"Tiếp xúc với ca bệnh xác định trong thời gian ủ bệnh (F1)","en":"Contact with a confirmed case within the incubation period (F1)","test":{"kind":"link","question":"exposure_case","days":14}},
    {"key":"antigen","group":"laboratory","vi":"Test nhanh kháng nguyên dương tính","en":"Antigen rapid test positive","test":{"kind":"lab","methods":["antigen"]}},
    {"key":"pcr","group":"laboratory","vi":"RT-PCR dương tính với SARS-CoV-2","en":"RT-PCR positive for SARS-CoV-2","test":{"kind":"lab","methods":["pcr"]}}],
   "levels":[
    {"classification":"confirmed","ways":[["pcr"],["link","antigen"]]},
    {"classification":"suspected","ways":[["clinical","link"],["antigen"]]}]}'),
('case.definition.measles', '2012-12-25', null,
 'Quyết định 4845/QĐ-BYT ngày 25/12/2012 của Bộ Y tế (giám sát và phòng, chống sởi, rubella); tiêu chuẩn tóm lược',
 '{"confirms":["igm","pcr","culture"],
   "criteria":[
    {"key":"fever_rash","group":"clinical","vi":"Sốt và phát ban dạng sởi","en":"Fever and maculopapular rash","test":{"kind":"symptoms","all":["fever","rash"]}},
    {"key":"one_more","group":"clinical","vi":"Kèm ít nhất một: ho, chảy mũi, viêm kết mạc, hạt Koplik, sưng hạch","en":"With at least one of: cough, runny nose, conjunctivitis, Koplik spots, swollen glands","test":{"kind":"symptoms","any":["cough","runny_nose","conjunctivitis","koplik","swollen_glands"],"atLeast":1}},
    {"key":"link","group":"epidemiological","vi":"Tiếp xúc với ca sởi xác định trong 7–21 ngày trước phát ban","en":"Contact with a confirmed measles case 7–21 days before the rash","test":{"kind":"link","question":"exposure_case","days":21}},
    {"key":"lab","group":"laboratory","vi":"IgM sởi dương tính, PCR dương tính hoặc phân lập được vi rút","en":"Measles IgM positive, PCR positive or virus isolated","test":{"kind":"lab","methods":["igm","pcr","culture"]}}],
   "levels":[
    {"classification":"confirmed","ways":[["lab"],["fever_rash","one_more","link"]]},
    {"classification":"probable","ways":[["fever_rash","link"]]},
    {"classification":"suspected","ways":[["fever_rash","one_more"]]}]}'),
('case.definition.dengue', '2014-09-19', null,
 'Quyết định 3711/QĐ-BYT ngày 19/9/2014 của Bộ Y tế (giám sát và phòng, chống sốt xuất huyết Dengue); tiêu chuẩn tóm lược',
 '{"confirms":["antigen","igm","pcr","culture"],
   "criteria":[
    {"key":"fever","group":"clinical","vi":"Sốt cấp tính, liên tục 2–7 ngày","en":"Acute fever lasting 2–7 days","test":{"kind":"symptoms","all":["fever"]}},
    {"key":"two_signs","group":"clinical","vi":"Có ít nhất hai dấu hiệu: xuất huyết, nhức đầu, buồn nôn hoặc nôn, phát ban, đau cơ, đau khớp, nhức hai hố mắt","en":"At least two of: bleeding, headache, nausea or vomiting, rash, muscle ache, joint pain, pain behind the eyes","test":{"kind":"symptoms","any":["bleeding","headache","vomiting","rash","muscle_ache","joint_pain","eye_pain"],"atLeast":2}},
    {"key":"area","group":"epidemiological","vi":"Sống ở hoặc đến nơi có ổ dịch sốt xuất huyết trong 14 ngày","en":"Lives in or came to a dengue cluster within 14 days","test":{"kind":"answer","question":"dengue_cluster","is":["yes"]}},
    {"key":"lab","group":"laboratory","vi":"NS1, IgM hoặc PCR dương tính, hoặc phân lập được vi rút Dengue","en":"NS1, IgM or PCR positive, or dengue virus isolated","test":{"kind":"lab","methods":["antigen","igm","pcr","culture"]}}],
   "levels":[
    {"classification":"confirmed","ways":[["lab"]]},
    {"classification":"probable","ways":[["fever","two_signs","area"]]},
    {"classification":"suspected","ways":[["fever","two_signs"]]}]}'),
('case.definition.hand-foot-mouth', '2012-02-24', null,
 'Quyết định 581/QĐ-BYT ngày 24/2/2012 của Bộ Y tế (giám sát và phòng, chống bệnh tay chân miệng); tiêu chuẩn tóm lược',
 '{"confirms":["pcr","culture"],
   "criteria":[
    {"key":"blisters","group":"clinical","vi":"Phỏng nước ở lòng bàn tay, bàn chân, gối hoặc mông","en":"Blisters on palms, soles, knees or buttocks","test":{"kind":"symptoms","any":["hand_foot_rash"],"atLeast":1}},
    {"key":"mouth","group":"clinical","vi":"Loét miệng","en":"Mouth ulcers","test":{"kind":"symptoms","any":["mouth_ulcers"],"atLeast":1}},
    {"key":"link","group":"epidemiological","vi":"Cùng lớp, cùng nhà hoặc chơi chung với trẻ mắc tay chân miệng","en":"Same class, home or play as a child with the disease","test":{"kind":"link","question":"exposure_case","days":10}},
    {"key":"lab","group":"laboratory","vi":"PCR hoặc phân lập dương tính với vi rút đường ruột","en":"PCR or isolation positive for enterovirus","test":{"kind":"lab","methods":["pcr","culture"]}}],
   "levels":[
    {"classification":"confirmed","ways":[["lab"]]},
    {"classification":"probable","ways":[["blisters","mouth"],["blisters","link"]]},
    {"classification":"suspected","ways":[["blisters"],["mouth","link"]]}]}'),
('case.definition.mers', '2014-06-06', null,
 'Quyết định 2002/QĐ-BYT ngày 6/6/2014 của Bộ Y tế (chẩn đoán, điều trị MERS-CoV); tiêu chuẩn tóm lược',
 '{"confirms":["pcr"],
   "criteria":[
    {"key":"clinical","group":"clinical","vi":"Sốt và ho, khó thở hoặc viêm phổi","en":"Fever and cough, shortness of breath or pneumonia","test":{"kind":"symptoms","all":["fever"],"any":["cough","breathless","pneumonia"],"atLeast":1}},
    {"key":"travel","group":"epidemiological","vi":"Ở hoặc đến Trung Đông trong 14 ngày trước khởi phát","en":"In the Middle East within 14 days before onset","test":{"kind":"answer","question":"middle_east","is":["yes"]}},
    {"key":"camel","group":"epidemiological","vi":"Tiếp xúc với lạc đà hoặc sản phẩm từ lạc đà","en":"Contact with camels or their products","test":{"kind":"answer","question":"camels","is":["yes"]}},
    {"key":"link","group":"epidemiological","vi":"Tiếp xúc gần với ca MERS-CoV trong 14 ngày","en":"Close contact with a MERS-CoV case within 14 days","test":{"kind":"link","question":"exposure_case","days":14}},
    {"key":"lab","group":"laboratory","vi":"RT-PCR dương tính với MERS-CoV","en":"RT-PCR positive for MERS-CoV","test":{"kind":"lab","methods":["pcr"]}}],
   "levels":[
    {"classification":"confirmed","ways":[["lab"]]},
    {"classification":"probable","ways":[["clinical","link"]]},
    {"classification":"suspected","ways":[["clinical","travel"],["clinical","camel"]]}]}'),
('notification.clock', '2000-01-01', null,
 'Thông tư 54/2015/TT-BYT, Điều 3 và Phụ lục 1 (24 giờ, 48 giờ kể từ khi có chẩn đoán); mốc tính giờ cho từng bệnh do đơn vị đặt',
 '{"nearHours":6,"diseases":{
    "covid-19":{"hours":24,"since":"confirmed"},
    "mers":{"hours":24,"since":"reported"},
    "measles":{"hours":24,"since":"reported"},
    "dengue":{"hours":24,"since":"reported"},
    "hand-foot-mouth":{"hours":24,"since":"reported"}},
   "others":{"hours":48,"since":"reported"}}'),
('case.dates', '2000-01-01', null,
 'Số ngày do đơn vị đặt theo thời gian ủ bệnh và chậm phát hiện thường gặp',
 '{"onsetToReportDays":21}'),
('case.form', '2000-01-01', null,
 'Mẫu phiếu điều tra trường hợp bệnh truyền nhiễm kèm các hướng dẫn giám sát của Bộ Y tế; tóm lược, trọng số do đơn vị đặt',
 '{"facts":[
    {"key":"onset_date","weight":3,"when":{"question":"has_symptoms","not":["no"]},"where":"case"},
    {"key":"detected_in","weight":2,"where":"case"},
    {"key":"channel","weight":1,"where":"intake"},
    {"key":"birth","weight":2,"where":"person"},
    {"key":"sex","weight":1,"where":"person"},
    {"key":"phone","weight":1,"where":"person"},
    {"key":"sample","weight":2,"where":"laboratory"}],
   "sections":[
    {"key":"symptoms","vi":"Triệu chứng","en":"Symptoms","questions":[
     {"key":"has_symptoms","type":"choice","required":true,"weight":2,"vi":"Có triệu chứng không","en":"Any symptoms","options":[{"key":"yes","vi":"Có","en":"Yes"},{"key":"no","vi":"Không","en":"No"}]},
     {"key":"symptom_free_at_sample","type":"choice","vi":"Lúc lấy mẫu chưa có triệu chứng","en":"No symptoms yet when sampled","options":[{"key":"yes","vi":"Đúng","en":"Yes"},{"key":"no","vi":"Không","en":"No"}]},
     {"key":"symptoms","type":"choices","required":true,"weight":3,"when":{"question":"has_symptoms","is":["yes"]},"vi":"Các triệu chứng đã có","en":"Symptoms so far","options":[
      {"key":"fever","vi":"Sốt","en":"Fever"},{"key":"cough","vi":"Ho","en":"Cough"},{"key":"sore_throat","vi":"Đau họng","en":"Sore throat"},{"key":"runny_nose","vi":"Chảy mũi","en":"Runny nose"},
      {"key":"breathless","vi":"Khó thở","en":"Shortness of breath"},{"key":"pneumonia","vi":"Viêm phổi","en":"Pneumonia"},{"key":"fatigue","vi":"Mệt mỏi","en":"Fatigue"},{"key":"muscle_ache","vi":"Đau cơ","en":"Muscle ache"},
      {"key":"joint_pain","vi":"Đau khớp","en":"Joint pain"},{"key":"headache","vi":"Nhức đầu","en":"Headache"},{"key":"eye_pain","vi":"Nhức hai hố mắt","en":"Pain behind the eyes"},{"key":"loss_smell_taste","vi":"Mất khứu giác, vị giác","en":"Loss of smell, taste"},
      {"key":"vomiting","vi":"Buồn nôn, nôn","en":"Nausea, vomiting"},{"key":"diarrhoea","vi":"Tiêu chảy","en":"Diarrhoea"},{"key":"rash","vi":"Phát ban","en":"Rash"},{"key":"conjunctivitis","vi":"Viêm kết mạc","en":"Conjunctivitis"},
      {"key":"koplik","vi":"Hạt Koplik","en":"Koplik spots"},{"key":"swollen_glands","vi":"Sưng hạch","en":"Swollen glands"},{"key":"mouth_ulcers","vi":"Loét miệng","en":"Mouth ulcers"},{"key":"hand_foot_rash","vi":"Phỏng nước tay, chân","en":"Blisters on hands, feet"},{"key":"bleeding","vi":"Xuất huyết","en":"Bleeding"}]},
     {"key":"fever_from","type":"date","vi":"Sốt từ ngày","en":"Fever since"},
     {"key":"recovered_from","type":"date","vi":"Hết triệu chứng từ ngày","en":"Free of symptoms since"}]},
    {"key":"exposure","vi":"Nguồn phơi nhiễm trong thời gian ủ bệnh","en":"Exposure within the incubation period","questions":[
     {"key":"exposure_case","type":"choice","required":true,"weight":3,"vi":"Tiếp xúc với ca bệnh","en":"Contact with a case","options":[{"key":"yes","vi":"Có","en":"Yes"},{"key":"no","vi":"Không","en":"No"},{"key":"unknown","vi":"Không rõ","en":"Not known"}]},
     {"key":"exposure_date","type":"date","required":true,"weight":1,"when":{"question":"exposure_case","is":["yes"]},"vi":"Ngày tiếp xúc đầu tiên","en":"First day of contact"},
     {"key":"exposure_place","type":"text","vi":"Nơi tiếp xúc, với ai","en":"Where, with whom"},
     {"key":"travelled","type":"choice","required":true,"weight":2,"vi":"Đi lại, ở nơi khác","en":"Travel or stay elsewhere","options":[{"key":"no","vi":"Không đi","en":"None"},{"key":"affected","vi":"Đến nơi có dịch","en":"To an affected area"},{"key":"other","vi":"Đến nơi khác","en":"Elsewhere"},{"key":"unknown","vi":"Không rõ","en":"Not known"}]},
     {"key":"travel_detail","type":"text","vi":"Đã đến đâu, ngày nào, bằng gì","en":"Where, when, by what means"}]},
    {"key":"work","vi":"Nơi làm việc, học tập","en":"Work and school","questions":[
     {"key":"occupation_kind","type":"choice","required":true,"weight":1,"vi":"Nhóm nghề","en":"Occupation","options":[{"key":"child","vi":"Trẻ nhỏ, học sinh","en":"Child, pupil"},{"key":"student","vi":"Sinh viên","en":"Student"},{"key":"health","vi":"Nhân viên y tế","en":"Health worker"},{"key":"factory","vi":"Công nhân","en":"Factory worker"},{"key":"office","vi":"Văn phòng, công chức","en":"Office"},{"key":"trade","vi":"Buôn bán, dịch vụ","en":"Trade, service"},{"key":"driver","vi":"Lái xe, giao hàng","en":"Driver, delivery"},{"key":"retired","vi":"Hưu trí, nội trợ","en":"Retired, at home"},{"key":"other","vi":"Khác","en":"Other"}]},
     {"key":"last_at_work","type":"date","vi":"Ngày cuối đến chỗ làm, trường","en":"Last day at work or school"},
     {"key":"workplace","type":"text","vi":"Tên nơi làm việc, trường, lớp","en":"Workplace, school, class"}]},
    {"key":"health","vi":"Sức khỏe và điều trị","en":"Health and care","questions":[
     {"key":"conditions","type":"choices","vi":"Bệnh nền","en":"Underlying conditions","options":[{"key":"none","vi":"Không có","en":"None"},{"key":"heart","vi":"Tim mạch, huyết áp","en":"Heart, blood pressure"},{"key":"diabetes","vi":"Đái tháo đường","en":"Diabetes"},{"key":"lung","vi":"Hô hấp mạn","en":"Chronic lung disease"},{"key":"kidney","vi":"Thận mạn","en":"Chronic kidney disease"},{"key":"immune","vi":"Suy giảm miễn dịch","en":"Low immunity"},{"key":"pregnant","vi":"Mang thai","en":"Pregnant"},{"key":"other","vi":"Khác","en":"Other"}]},
     {"key":"doses","type":"choice","required":true,"weight":1,"vi":"Số mũi vắc xin phòng bệnh này","en":"Doses of vaccine against this disease","options":[{"key":"0","vi":"Chưa tiêm","en":"None"},{"key":"1","vi":"1 mũi","en":"1"},{"key":"2","vi":"2 mũi","en":"2"},{"key":"3","vi":"Từ 3 mũi","en":"3 or more"},{"key":"unknown","vi":"Không rõ","en":"Not known"}]},
     {"key":"last_dose","type":"date","vi":"Ngày tiêm gần nhất","en":"Last dose"},
     {"key":"admitted","type":"choice","required":true,"weight":1,"vi":"Nhập viện, vào khu điều trị","en":"Admitted","options":[{"key":"yes","vi":"Có","en":"Yes"},{"key":"no","vi":"Không","en":"No"}]},
     {"key":"admitted_on","type":"date","required":true,"weight":1,"when":{"question":"admitted","is":["yes"]},"vi":"Ngày nhập viện","en":"Admitted on"},
     {"key":"discharged_on","type":"date","vi":"Ngày ra viện","en":"Discharged on"},
     {"key":"hospital","type":"text","vi":"Tên cơ sở điều trị","en":"Hospital"}]},
    {"key":"measles","diseases":["measles"],"vi":"Riêng cho sởi","en":"Measles","questions":[
     {"key":"rash_from","type":"date","required":true,"weight":2,"vi":"Ngày phát ban","en":"Rash since"},
     {"key":"class_cases","type":"number","vi":"Số trẻ cùng lớp, cùng nhà phát ban","en":"Others with a rash in class or home"}]},
    {"key":"dengue","diseases":["dengue"],"vi":"Riêng cho sốt xuất huyết","en":"Dengue","questions":[
     {"key":"dengue_cluster","type":"choice","required":true,"weight":2,"vi":"Quanh nhà có ổ dịch sốt xuất huyết","en":"Dengue cluster around the home","options":[{"key":"yes","vi":"Có","en":"Yes"},{"key":"no","vi":"Không","en":"No"},{"key":"unknown","vi":"Không rõ","en":"Not known"}]},
     {"key":"larvae","type":"choice","vi":"Dụng cụ chứa nước có bọ gậy","en":"Larvae in water containers","options":[{"key":"yes","vi":"Có","en":"Yes"},{"key":"no","vi":"Không","en":"No"}]},
     {"key":"warning_signs","type":"choices","vi":"Dấu hiệu cảnh báo","en":"Warning signs","options":[{"key":"abdominal_pain","vi":"Đau bụng nhiều","en":"Abdominal pain"},{"key":"vomiting","vi":"Nôn nhiều","en":"Persistent vomiting"},{"key":"bleeding","vi":"Chảy máu niêm mạc","en":"Mucosal bleeding"},{"key":"lethargy","vi":"Li bì, vật vã","en":"Lethargy, restlessness"}]}]},
    {"key":"hfmd","diseases":["hand-foot-mouth"],"vi":"Riêng cho tay chân miệng","en":"Hand, foot and mouth disease","questions":[
     {"key":"severity","type":"choice","required":true,"weight":2,"vi":"Phân độ","en":"Grade","options":[{"key":"1","vi":"Độ 1","en":"1"},{"key":"2a","vi":"Độ 2a","en":"2a"},{"key":"2b","vi":"Độ 2b","en":"2b"},{"key":"3","vi":"Độ 3","en":"3"},{"key":"4","vi":"Độ 4","en":"4"}]},
     {"key":"class_cases","type":"number","vi":"Số trẻ cùng lớp mắc","en":"Other children ill in class"}]},
    {"key":"mers","diseases":["mers"],"vi":"Riêng cho MERS","en":"MERS","questions":[
     {"key":"middle_east","type":"choice","required":true,"weight":3,"vi":"Ở hoặc đến Trung Đông trong 14 ngày","en":"In the Middle East within 14 days","options":[{"key":"yes","vi":"Có","en":"Yes"},{"key":"no","vi":"Không","en":"No"}]},
     {"key":"camels","type":"choice","required":true,"weight":1,"vi":"Tiếp xúc lạc đà","en":"Contact with camels","options":[{"key":"yes","vi":"Có","en":"Yes"},{"key":"no","vi":"Không","en":"No"},{"key":"unknown","vi":"Không rõ","en":"Not known"}]}]},
    {"key":"notes","vi":"Ghi chú","en":"Notes","questions":[{"key":"note","type":"text","vi":"Điều cần biết thêm","en":"Anything else"}]}]}');
