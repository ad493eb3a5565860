import { HANOI_2021, type PresetArea } from './hanoi-2021.ts'

/**
 * The 25 districts of Hà Nội that the source documents do not speak of, with their 502 communes, as they stood in
 * 2021: codes, kinds (P phường, X xã, T thị trấn) and names of the General Statistics Office.
 */
const OTHER_DISTRICTS: readonly (readonly [code: string, kind: string, name: string, communes: string])[] = [
  [
    '002',
    'Quận',
    'Hoàn Kiếm',
    `
    P00037 Phúc Tân · P00040 Đồng Xuân · P00043 Hàng Mã · P00046 Hàng Buồm · P00049 Hàng Đào
    P00052 Hàng Bồ · P00055 Cửa Đông · P00058 Lý Thái Tổ · P00061 Hàng Bạc · P00064 Hàng Gai
    P00067 Chương Dương · P00070 Hàng Trống · P00073 Cửa Nam · P00076 Hàng Bông · P00079 Tràng Tiền
    P00082 Trần Hưng Đạo · P00085 Phan Chu Trinh · P00088 Hàng Bài`,
  ],
  [
    '003',
    'Quận',
    'Tây Hồ',
    `
    P00091 Phú Thượng · P00094 Nhật Tân · P00097 Tứ Liên · P00100 Quảng An · P00103 Xuân La
    P00106 Yên Phụ · P00109 Bưởi · P00112 Thụy Khuê`,
  ],
  [
    '004',
    'Quận',
    'Long Biên',
    `
    P00115 Thượng Thanh · P00118 Ngọc Thụy · P00121 Giang Biên · P00124 Đức Giang · P00127 Việt Hưng
    P00130 Gia Thụy · P00133 Ngọc Lâm · P00136 Phúc Lợi · P00139 Bồ Đề · P00142 Sài Đồng
    P00145 Long Biên · P00148 Thạch Bàn · P00151 Phúc Đồng · P00154 Cự Khối`,
  ],
  [
    '005',
    'Quận',
    'Cầu Giấy',
    `
    P00157 Nghĩa Đô · P00160 Nghĩa Tân · P00163 Mai Dịch · P00166 Dịch Vọng · P00167 Dịch Vọng Hậu
    P00169 Quan Hoa · P00172 Yên Hoà · P00175 Trung Hoà`,
  ],
  [
    '007',
    'Quận',
    'Hai Bà Trưng',
    `
    P00241 Nguyễn Du · P00244 Bạch Đằng · P00247 Phạm Đình Hổ · P00256 Lê Đại Hành
    P00259 Đồng Nhân · P00262 Phố Huế · P00265 Đống Mác · P00268 Thanh Lương · P00271 Thanh Nhàn
    P00274 Cầu Dền · P00277 Bách Khoa · P00280 Đồng Tâm · P00283 Vĩnh Tuy · P00286 Bạch Mai
    P00289 Quỳnh Mai · P00292 Quỳnh Lôi · P00295 Minh Khai · P00298 Trương Định`,
  ],
  [
    '016',
    'Huyện',
    'Sóc Sơn',
    `
    T00376 Sóc Sơn · X00379 Bắc Sơn · X00382 Minh Trí · X00385 Hồng Kỳ · X00388 Nam Sơn
    X00391 Trung Giã · X00394 Tân Hưng · X00397 Minh Phú · X00400 Phù Linh · X00403 Bắc Phú
    X00406 Tân Minh · X00409 Quang Tiến · X00412 Hiền Ninh · X00415 Tân Dân · X00418 Tiên Dược
    X00421 Việt Long · X00424 Xuân Giang · X00427 Mai Đình · X00430 Đức Hoà · X00433 Thanh Xuân
    X00436 Đông Xuân · X00439 Kim Lũ · X00442 Phú Cường · X00445 Phú Minh · X00448 Phù Lỗ
    X00451 Xuân Thu`,
  ],
  [
    '017',
    'Huyện',
    'Đông Anh',
    `
    T00454 Đông Anh · X00457 Xuân Nộn · X00460 Thuỵ Lâm · X00463 Bắc Hồng · X00466 Nguyên Khê
    X00469 Nam Hồng · X00472 Tiên Dương · X00475 Vân Hà · X00478 Uy Nỗ · X00481 Vân Nội
    X00484 Liên Hà · X00487 Việt Hùng · X00490 Kim Nỗ · X00493 Kim Chung · X00496 Dục Tú
    X00499 Đại Mạch · X00502 Vĩnh Ngọc · X00505 Cổ Loa · X00508 Hải Bối · X00511 Xuân Canh
    X00514 Võng La · X00517 Tàm Xá · X00520 Mai Lâm · X00523 Đông Hội`,
  ],
  [
    '018',
    'Huyện',
    'Gia Lâm',
    `
    T00526 Yên Viên · X00529 Yên Thường · X00532 Yên Viên · X00535 Ninh Hiệp · X00538 Đình Xuyên
    X00541 Dương Hà · X00544 Phù Đổng · X00547 Trung Mầu · X00550 Lệ Chi · X00553 Cổ Bi
    X00556 Đặng Xá · X00559 Phú Thị · X00562 Kim Sơn · T00565 Trâu Quỳ · X00568 Dương Quang
    X00571 Dương Xá · X00574 Đông Dư · X00577 Đa Tốn · X00580 Kiêu Kỵ · X00583 Bát Tràng
    X00586 Kim Lan · X00589 Văn Đức`,
  ],
  [
    '019',
    'Quận',
    'Nam Từ Liêm',
    `
    P00592 Cầu Diễn · P00622 Xuân Phương · P00623 Phương Canh · P00625 Mỹ Đình 1 · P00626 Mỹ Đình 2
    P00628 Tây Mỗ · P00631 Mễ Trì · P00632 Phú Đô · P00634 Đại Mỗ · P00637 Trung Văn`,
  ],
  [
    '020',
    'Huyện',
    'Thanh Trì',
    `
    T00640 Văn Điển · X00643 Tân Triều · X00646 Thanh Liệt · X00649 Tả Thanh Oai · X00652 Hữu Hoà
    X00655 Tam Hiệp · X00658 Tứ Hiệp · X00661 Yên Mỹ · X00664 Vĩnh Quỳnh · X00667 Ngũ Hiệp
    X00670 Duyên Hà · X00673 Ngọc Hồi · X00676 Vạn Phúc · X00679 Đại áng · X00682 Liên Ninh
    X00685 Đông Mỹ`,
  ],
  [
    '021',
    'Quận',
    'Bắc Từ Liêm',
    `
    P00595 Thượng Cát · P00598 Liên Mạc · P00601 Đông Ngạc · P00602 Đức Thắng · P00604 Thụy Phương
    P00607 Tây Tựu · P00610 Xuân Đỉnh · P00611 Xuân Tảo · P00613 Minh Khai · P00616 Cổ Nhuế 1
    P00617 Cổ Nhuế 2 · P00619 Phú Diễn · P00620 Phúc Diễn`,
  ],
  [
    '250',
    'Huyện',
    'Mê Linh',
    `
    T08973 Chi Đông · X08974 Đại Thịnh · X08977 Kim Hoa · X08980 Thạch Đà · X08983 Tiến Thắng
    X08986 Tự Lập · T08989 Quang Minh · X08992 Thanh Lâm · X08995 Tam Đồng · X08998 Liên Mạc
    X09001 Vạn Yên · X09004 Chu Phan · X09007 Tiến Thịnh · X09010 Mê Linh · X09013 Văn Khê
    X09016 Hoàng Kim · X09019 Tiền Phong · X09022 Tráng Việt`,
  ],
  [
    '269',
    'Thị xã',
    'Sơn Tây',
    `
    P09574 Lê Lợi · P09577 Phú Thịnh · P09580 Ngô Quyền · P09583 Quang Trung · P09586 Sơn Lộc
    P09589 Xuân Khanh · X09592 Đường Lâm · P09595 Viên Sơn · X09598 Xuân Sơn · P09601 Trung Hưng
    X09604 Thanh Mỹ · P09607 Trung Sơn Trầm · X09610 Kim Sơn · X09613 Sơn Đông · X09616 Cổ Đông`,
  ],
  [
    '271',
    'Huyện',
    'Ba Vì',
    `
    T09619 Tây Đằng · X09625 Phú Cường · X09628 Cổ Đô · X09631 Tản Hồng · X09634 Vạn Thắng
    X09637 Châu Sơn · X09640 Phong Vân · X09643 Phú Đông · X09646 Phú Phương · X09649 Phú Châu
    X09652 Thái Hòa · X09655 Đồng Thái · X09658 Phú Sơn · X09661 Minh Châu · X09664 Vật Lại
    X09667 Chu Minh · X09670 Tòng Bạt · X09673 Cẩm Lĩnh · X09676 Sơn Đà · X09679 Đông Quang
    X09682 Tiên Phong · X09685 Thụy An · X09688 Cam Thượng · X09691 Thuần Mỹ · X09694 Tản Lĩnh
    X09697 Ba Trại · X09700 Minh Quang · X09703 Ba Vì · X09706 Vân Hòa · X09709 Yên Bài
    X09712 Khánh Thượng`,
  ],
  [
    '272',
    'Huyện',
    'Phúc Thọ',
    `
    T09715 Phúc Thọ · X09718 Vân Hà · X09721 Vân Phúc · X09724 Vân Nam · X09727 Xuân Đình
    X09733 Sen Phương · X09739 Võng Xuyên · X09742 Thọ Lộc · X09745 Long Xuyên · X09748 Thượng Cốc
    X09751 Hát Môn · X09754 Tích Giang · X09757 Thanh Đa · X09760 Trạch Mỹ Lộc · X09763 Phúc Hòa
    X09766 Ngọc Tảo · X09769 Phụng Thượng · X09772 Tam Thuấn · X09775 Tam Hiệp · X09778 Hiệp Thuận
    X09781 Liên Hiệp`,
  ],
  [
    '273',
    'Huyện',
    'Đan Phượng',
    `
    T09784 Phùng · X09787 Trung Châu · X09790 Thọ An · X09793 Thọ Xuân · X09796 Hồng Hà
    X09799 Liên Hồng · X09802 Liên Hà · X09805 Hạ Mỗ · X09808 Liên Trung · X09811 Phương Đình
    X09814 Thượng Mỗ · X09817 Tân Hội · X09820 Tân Lập · X09823 Đan Phượng · X09826 Đồng Tháp
    X09829 Song Phượng`,
  ],
  [
    '274',
    'Huyện',
    'Hoài Đức',
    `
    T09832 Trạm Trôi · X09835 Đức Thượng · X09838 Minh Khai · X09841 Dương Liễu · X09844 Di Trạch
    X09847 Đức Giang · X09850 Cát Quế · X09853 Kim Chung · X09856 Yên Sở · X09859 Sơn Đồng
    X09862 Vân Canh · X09865 Đắc Sở · X09868 Lại Yên · X09871 Tiền Yên · X09874 Song Phương
    X09877 An Khánh · X09880 An Thượng · X09883 Vân Côn · X09889 La Phù · X09892 Đông La`,
  ],
  [
    '275',
    'Huyện',
    'Quốc Oai',
    `
    X04939 Đông Xuân · T09895 Quốc Oai · X09898 Sài Sơn · X09901 Phượng Cách · X09904 Yên Sơn
    X09907 Ngọc Liệp · X09910 Ngọc Mỹ · X09913 Liệp Tuyết · X09916 Thạch Thán · X09919 Đồng Quang
    X09922 Phú Cát · X09925 Tuyết Nghĩa · X09928 Nghĩa Hương · X09931 Cộng Hòa · X09934 Tân Phú
    X09937 Đại Thành · X09940 Phú Mãn · X09943 Cấn Hữu · X09946 Tân Hòa · X09949 Hòa Thạch
    X09952 Đông Yên`,
  ],
  [
    '276',
    'Huyện',
    'Thạch Thất',
    `
    X04927 Yên Trung · X04930 Yên Bình · X04936 Tiến Xuân · T09955 Liên Quan · X09958 Đại Đồng
    X09961 Cẩm Yên · X09964 Lại Thượng · X09967 Phú Kim · X09970 Hương Ngải · X09973 Canh Nậu
    X09976 Kim Quan · X09979 Dị Nậu · X09982 Bình Yên · X09985 Chàng Sơn · X09988 Thạch Hoà
    X09991 Cần Kiệm · X09994 Hữu Bằng · X09997 Phùng Xá · X10000 Tân Xã · X10003 Thạch Xá
    X10006 Bình Phú · X10009 Hạ Bằng · X10012 Đồng Trúc`,
  ],
  [
    '277',
    'Huyện',
    'Chương Mỹ',
    `
    T10015 Chúc Sơn · T10018 Xuân Mai · X10021 Phụng Châu · X10024 Tiên Phương · X10027 Đông Sơn
    X10030 Đông Phương Yên · X10033 Phú Nghĩa · X10039 Trường Yên · X10042 Ngọc Hòa
    X10045 Thủy Xuân Tiên · X10048 Thanh Bình · X10051 Trung Hòa · X10054 Đại Yên
    X10057 Thụy Hương · X10060 Tốt Động · X10063 Lam Điền · X10066 Tân Tiến · X10069 Nam Phương Tiến
    X10072 Hợp Đồng · X10075 Hoàng Văn Thụ · X10078 Hoàng Diệu · X10081 Hữu Văn · X10084 Quảng Bị
    X10087 Mỹ Lương · X10090 Thượng Vực · X10093 Hồng Phong · X10096 Đồng Phú · X10099 Trần Phú
    X10102 Văn Võ · X10105 Đồng Lạc · X10108 Hòa Chính · X10111 Phú Nam An`,
  ],
  [
    '278',
    'Huyện',
    'Thanh Oai',
    `
    T10114 Kim Bài · X10120 Cự Khê · X10126 Bích Hòa · X10129 Mỹ Hưng · X10132 Cao Viên
    X10135 Bình Minh · X10138 Tam Hưng · X10141 Thanh Cao · X10144 Thanh Thùy · X10147 Thanh Mai
    X10150 Thanh Văn · X10153 Đỗ Động · X10156 Kim An · X10159 Kim Thư · X10162 Phương Trung
    X10165 Tân Ước · X10168 Dân Hòa · X10171 Liên Châu · X10174 Cao Dương · X10177 Xuân Dương
    X10180 Hồng Dương`,
  ],
  [
    '279',
    'Huyện',
    'Thường Tín',
    `
    T10183 Thường Tín · X10186 Ninh Sở · X10189 Nhị Khê · X10192 Duyên Thái · X10195 Khánh Hà
    X10198 Hòa Bình · X10201 Văn Bình · X10204 Hiền Giang · X10207 Hồng Vân · X10210 Vân Tảo
    X10213 Liên Phương · X10216 Văn Phú · X10219 Tự Nhiên · X10222 Tiền Phong · X10225 Hà Hồi
    X10228 Thư Phú · X10231 Nguyễn Trãi · X10234 Quất Động · X10237 Chương Dương · X10240 Tân Minh
    X10243 Lê Lợi · X10246 Thắng Lợi · X10249 Dũng Tiến · X10252 Thống Nhất · X10255 Nghiêm Xuyên
    X10258 Tô Hiệu · X10261 Văn Tự · X10264 Vạn Điểm · X10267 Minh Cường`,
  ],
  [
    '280',
    'Huyện',
    'Phú Xuyên',
    `
    T10270 Phú Minh · T10273 Phú Xuyên · X10276 Hồng Minh · X10279 Phượng Dực · X10282 Nam Tiến
    X10288 Tri Trung · X10291 Đại Thắng · X10294 Phú Túc · X10297 Văn Hoàng · X10300 Hồng Thái
    X10303 Hoàng Long · X10306 Quang Trung · X10309 Nam Phong · X10312 Nam Triều · X10315 Tân Dân
    X10318 Sơn Hà · X10321 Chuyên Mỹ · X10324 Khai Thái · X10327 Phúc Tiến · X10330 Vân Từ
    X10333 Tri Thủy · X10336 Đại Xuyên · X10339 Phú Yên · X10342 Bạch Hạ · X10345 Quang Lãng
    X10348 Châu Can · X10351 Minh Tân`,
  ],
  [
    '281',
    'Huyện',
    'Ứng Hòa',
    `
    T10354 Vân Đình · X10357 Viên An · X10360 Viên Nội · X10363 Hoa Sơn · X10366 Quảng Phú Cầu
    X10369 Trường Thịnh · X10372 Cao Thành · X10375 Liên Bạt · X10378 Sơn Công · X10381 Đồng Tiến
    X10384 Phương Tú · X10387 Trung Tú · X10390 Đồng Tân · X10393 Tảo Dương Văn · X10396 Vạn Thái
    X10399 Minh Đức · X10402 Hòa Lâm · X10405 Hòa Xá · X10408 Trầm Lộng · X10411 Kim Đường
    X10414 Hòa Nam · X10417 Hòa Phú · X10420 Đội Bình · X10423 Đại Hùng · X10426 Đông Lỗ
    X10429 Phù Lưu · X10432 Đại Cường · X10435 Lưu Hoàng · X10438 Hồng Quang`,
  ],
  [
    '282',
    'Huyện',
    'Mỹ Đức',
    `
    T10441 Đại Nghĩa · X10444 Đồng Tâm · X10447 Thượng Lâm · X10450 Tuy Lai · X10453 Phúc Lâm
    X10456 Mỹ Thành · X10459 Bột Xuyên · X10462 An Mỹ · X10465 Hồng Sơn · X10468 Lê Thanh
    X10471 Xuy Xá · X10474 Phùng Xá · X10477 Phù Lưu Tế · X10480 Đại Hưng · X10483 Vạn Kim
    X10486 Đốc Tín · X10489 Hương Sơn · X10492 Hùng Tiến · X10495 An Tiến · X10498 Hợp Tiến
    X10501 Hợp Thanh · X10504 An Phú`,
  ],
]

const COMMUNES = { P: 'Phường', X: 'Xã', T: 'Thị trấn' } as const

/**
 * The whole city: 30 districts, 579 communes. For the other 25 districts the first day is 1/3/2020, when the last
 * change before 2021 (895/NQ-UBTVQH14) came into force: what a unit was before is not part of the preset.
 */
export const HANOI_2021_ALL: readonly (Omit<PresetArea, 'centre'> & { centre: [number, number] | null })[] = [
  ...HANOI_2021,
  ...OTHER_DISTRICTS.flatMap(([code, kind, name, communes]) => {
    const shared = { centre: null, validFrom: '2020-03-01', validTo: '2025-06-30' }
    return [
      { ...shared, code, level: 'district' as const, name, fullName: `${kind} ${name}`, parentCode: '01' },
      ...communes
        .trim()
        .split(/\s*(?:·|\n)\s*/)
        .map((text) => {
          const [, letter, communeCode, communeName] = text.match(/^([PXT])(\d{5}) (.+)$/)!
          return {
            ...shared,
            code: communeCode!,
            level: 'ward' as const,
            name: communeName!,
            fullName: `${COMMUNES[letter as 'P']} ${communeName}`,
            parentCode: code,
          }
        }),
    ]
  }),
]
