import type { ProblemKind } from '../../../platform/problems.ts'

export const problems: Record<string, ProblemKind> = {
  'boundary-file-unreadable': {
    status: 422,
    vi: 'Tệp không phải GeoJSON có vùng (FeatureCollection gồm Polygon hoặc MultiPolygon). Xuất lại từ phần mềm bản đồ rồi gửi.',
    en: 'The file is not GeoJSON with polygons (a FeatureCollection of Polygon or MultiPolygon). Export it again and send it.',
  },
  'boundary-file-empty': {
    status: 422,
    vi: 'Tệp không có vùng nào. Kiểm tra xem đã xuất đúng lớp ranh giới chưa.',
    en: 'The file holds no polygon. Check whether the layer of boundaries was exported.',
  },
  'boundary-not-degrees': {
    status: 422,
    vi: 'Tọa độ không phải kinh độ, vĩ độ WGS 84 (có thể là VN-2000). Chuyển sang EPSG:4326 rồi gửi lại.',
    en: 'The coordinates are not WGS 84 longitude and latitude (VN-2000 perhaps). Convert to EPSG:4326 and send again.',
  },
  'boundary-too-many': {
    status: 413,
    vi: 'Tệp có quá nhiều vùng hoặc đỉnh (tối đa {features} vùng, {points} đỉnh). Chia tệp hoặc giảm chi tiết.',
    en: 'The file has too many polygons or corners (at most {features} polygons, {points} corners). Split or simplify it.',
  },
  'boundary-tangled': {
    status: 422,
    vi: 'Ranh giới trong tệp cắt nhau rối đến mức không gỡ được. Sửa hình trong phần mềm bản đồ rồi gửi lại.',
    en: 'The borders of the file cross each other beyond repair. Mend the shapes in a map program and send it again.',
  },
  'boundary-open-features': {
    status: 409,
    vi: 'Còn {count} vùng chưa biết là địa bàn nào. Chọn địa bàn hoặc bỏ ra kèm lý do rồi mới áp dụng.',
    en: '{count} features have no area yet. Choose their areas, or leave them out with a reason, before putting the set in force.',
  },
  'boundary-nothing-matched': {
    status: 409,
    vi: 'Chưa vùng nào khớp với địa bàn. Kiểm tra ngày hiệu lực: địa bàn phải có hiệu lực vào ngày đó.',
    en: 'No feature is matched to an area. Check the first day of validity: the areas must be in force on it.',
  },
  'boundary-area-taken': {
    status: 409,
    vi: 'Địa bàn này đã có một vùng khác trong tệp. Bỏ vùng kia ra trước, hoặc chọn địa bàn khác.',
    en: 'Another feature of the file is this area already. Leave that one out first, or choose another area.',
  },
  'boundary-set-closed': {
    status: 409,
    vi: 'Bộ ranh giới này đã được áp dụng hoặc đã hủy, không sửa được nữa. Gửi tệp mới.',
    en: 'This set of boundaries was put in force or taken back already. Hand in a new file.',
  },
  'reorganisation-closed': {
    status: 409,
    vi: 'Đợt sắp xếp này không còn ở bước đó (đã quyết định, đã có hiệu lực hoặc đã rút). Tải lại trang để xem.',
    en: 'This reorganisation is past that step (decided, in force or withdrawn). Reload the page to see.',
  },
  'reorganisation-blocked': {
    status: 409,
    vi: 'Còn {count} điều phải sửa trước khi quyết định. Xem danh sách ở đầu trang.',
    en: '{count} things must be put right before it can be decided. See the list at the top of the page.',
  },
  'reorganisation-begun': {
    status: 409,
    vi: 'Đã đến ngày có hiệu lực nên không rút được nữa. Lập đợt sắp xếp mới để thay đổi tiếp.',
    en: 'Its day has come, so it can no longer be withdrawn. Start a new reorganisation to change things again.',
  },
  'reorganisation-in-use': {
    status: 409,
    vi: 'Đã có chức danh hoặc ranh giới gắn với địa bàn mới. Gỡ các gắn kết đó rồi mới rút.',
    en: 'Posts or boundaries refer to the new areas already. Take them off before withdrawing.',
  },
}
