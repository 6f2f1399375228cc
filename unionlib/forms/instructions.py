"""What the first sheet of a form tells the person who fills it in."""

from __future__ import annotations

# The definitions are those of the report, and speak of the whole province.
_OWN = ", kể cả ở chỉ tiêu nói “toàn tỉnh”, “trên địa bàn tỉnh”"
SCOPE = {
    "": f"của đơn vị và tất cả công đoàn cơ sở trực thuộc{_OWN}",
    "grassroots": f"của công đoàn cơ sở{_OWN}",
    "office": "do cơ quan {issuer} trực tiếp thực hiện hoặc theo dõi chung",
}
# Answers are added up over all units: one that left itself out, or gave the province's figure, would spoil the sum.
COUNTING = " Khi đếm số công đoàn thì tính cả chính đơn vị; với việc {issuer} làm cho các đơn vị (phân bổ, hỗ trợ, khen thưởng) thì ghi phần đơn vị được nhận."
INSTRUCTIONS = (
    "Mỗi trang là một phần của báo cáo. Chỉ ghi vào các ô nền vàng; những ô khác đã khóa.",
    "Ghi số liệu năm {year} {scope}, theo thời điểm nêu ở từng chỉ tiêu.{counting} Chọn một ô vàng để xem giải thích chỉ tiêu.",
    "Không có thì ghi số 0, không để trống. Nếu cả trang không phát sinh, chọn “{no}” ở ô {switch} của trang đó và để trống các ô bên dưới.",
    "Chỉ gõ chữ số: không gõ dấu phân cách hàng nghìn, không kèm chữ hay đơn vị tính. Tiền ghi đủ bằng đồng (một triệu rưỡi là 1500000); tỷ lệ ghi theo phần trăm (98,5; nếu máy dùng dấu chấm thập phân thì gõ 98.5).",
    "Ô nền xám ở cột “Năm {year}” là tổng số, máy tự cộng.",
    "Cột “Năm {before}” là số liệu năm trước để đối chiếu. Nếu số năm nay hơn gấp đôi hoặc chưa bằng một nửa số năm trước, đề nghị nêu lý do ở cột “Ghi chú”.",
    "Không thêm, xóa, dời hay gộp ô; không đổi tên trang, tên đơn vị; không dán công thức hay liên kết từ tệp khác (khi dán, chọn “Giá trị”).",
    "Ghi chú viết bằng tiếng Việt có dấu, mã Unicode. Lưu tệp dạng .xlsx (hoặc .xls nếu dùng Excel cũ), không đặt mật khẩu.",
    "Ghi xong, xem bảng dưới đây: chỉ gửi biểu khi cột “Còn trống” của mọi trang bằng 0.",
)
