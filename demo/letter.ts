/**
 * A letter of the demo district's Party committee as its text comes out of a scan: structure and traps of real ones
 * (symbols with spaces, sentences cut by a page break, a cited date with last year's number), nobody and nothing real.
 */
export const DEMO_LETTER = `**ĐẢNG BỘ THÀNH PHỐ HÀ NỘI
QUẬN ỦY HOÀNG MAI**

ĐẢNG CỘNG SẢN VIỆT NAM

Hoàng Mai, ngày 09 tháng 8 năm 2021

Số 412 - CV/QU

Tập trung lãnh đạo, chỉ đạo công tác
khoanh vùng, truy vết, giữ vững vùng xanh trên địa bàn quận

Kính gửi:

- Hội đồng nhân dân quận,
- Ủy ban nhân dân quận,
- Các ban Đảng và Văn phòng Quận ủy,
- Ủy ban MTTQ và các tổ chức chính trị-xã hội quận,
- Đảng ủy các phường.

Những ngày qua, các cấp ủy, chính quyền và nhân dân trong quận đã nỗ lực phòng, chống dịch. Tuy nhiên, ca mới vẫn xuất hiện ở các khu dân cư đông người; nguy cơ lây lan còn cao.

Ban Thường vụ Quận ủy yêu cầu các cấp ủy, chính quyền, MTTQ, các tổ chức chính trị - xã hội từ quận tới cơ sở thực hiện ngay những nhiệm vụ sau:

I. Nhiệm vụ chung

1. Tiếp tục thực hiện nghiêm túc Chỉ thị số 47-CT/TU ngày 24/7/2021 của Ban Thường vụ Thành ủy, Chỉ thị số 29-CT/QU ngày 25/7/2021 của Ban Thường vụ Quận ủy và các văn bản của Trung ương, Thành phố; bám sát Công điện số 918/CĐ-TTg ngày 02/8/2021 của Thủ tướng Chính phủ về tăng cường phòng, chống dịch; Thông báo số 207/TB-VPCP ngày 06/8/2021 kết luận của Thủ tướng Chính phủ tại cuộc họp trực tuyến; Công văn số 263-CV/TU ngày 08/8/2020 của Thành ủy và Công điện số 19/CĐ-CT ngày 08/8/2021 của Chủ tịch UBND Thành phố.

2. Sở chỉ huy quận và sở chỉ huy các phường trực 24/24 giờ; mỗi ca bệnh mới phải được khoanh vùng, truy vết ngay trong ngày. Duy trì Tổ Covid-19 cộng đồng đi từng ngõ, gõ từng nhà; kiên quyết xử lý các trường hợp không khai báo y tế và các trường hợp vi phạm công

tác phòng, chống dịch; bổ sung phương án sẵn sàng ở mức cao hơn một mức so với hiện tại.

3. Tạm dừng các hoạt động tập trung đông người không cần thiết. Việc áp dụng các biện pháp cách ly, phong tỏa phải đúng thẩm quyền, có thời hạn và hạn chế tối đa tác động đến đời sống nhân dân.

II. Nhiệm vụ cụ thể

1. UBND quận chỉ đạo:

- Kiện toàn lực lượng truy vết, lấy mẫu của quận và 14 phường; hoàn thành trước ngày 11/8/2021.

- Trung tâm Y tế quận, UBND các phường xét nghiệm toàn bộ người trong vùng phong tỏa ba ngày một lần; rà soát người có triệu chứng tại cộng đồng.

- Công an quận, Ban Chỉ huy quân sự quận bố trí đủ người trực các chốt, không để chốt trống.

2. Các ban Đảng và Văn phòng Quận ủy nắm chắc tình hình, kiểm tra, đôn đốc, tham mưu giải quyết khó khăn, vướng mắc của các phường.

3. Các cấp ủy, chính quyền, MTTQ và đoàn thể vận động nhân dân thực hiện nghiêm “5K”, nhất là việc đeo khẩu

trang bắt buộc tại nơi công cộng, tại các chợ và khu chung cư; phát tờ rơi đến 100 % hộ gia đình trước ngày 13/8/2021.

4. Thành viên Ban Chỉ đạo quận, tổ trưởng tổ theo dõi theo Thông báo số 35-TB/QU của Quận ủy, Bí thư, Chủ tịch UBND các phường trực tiếp chỉ đạo và chịu trách nhiệm trước Ban Thường vụ Quận ủy về kết quả phòng, chống dịch tại địa bàn được phân công.

Ban Thường vụ Quận ủy yêu cầu các đơn vị nghiêm túc triển khai, báo cáo hằng ngày trước 17 giờ./.

Nơi nhận:

- Thường trực Quận ủy,
- Như trên (để thực hiện),
- Lưu Văn phòng Quận ủy.

**T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ THƯỜNG TRỰC**



Lê Quang Thịnh`
