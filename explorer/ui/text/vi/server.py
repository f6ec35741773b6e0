"""Vietnamese: what the server refuses, the API, and Gradio's own words."""

TEXT = {
    # What Gradio itself says
    "gradio.blocks.connection_can_break": "Trên điện thoại, kết nối có thể bị ngắt khi bạn rời thẻ này hoặc khi "
    "máy ngủ, và bạn mất chỗ trong hàng đợi.",
    "gradio.blocks.waiting_for_inputs": "Các tệp còn đang được tải lên, hãy thử lại sau.",
    "gradio.common.clear": "Xóa",
    "gradio.common.complete": "Xong",
    "gradio.common.download": "Tải về",
    "gradio.common.error": "Lỗi",
    "gradio.common.loading": "Đang tải",
    "gradio.common.or": "hoặc",
    "gradio.common.remove": "Bỏ",
    "gradio.common.upload": "Tải lên",
    "gradio.errors.use_via_api": "Dùng qua API",
    "gradio.errors.use_via_api_or_mcp": "Dùng qua API hoặc MCP",
    "gradio.file.uploading": "Đang tải lên…",
    "gradio.image.allow_webcam_access": "Hãy cho phép dùng webcam để chụp.",
    "gradio.image.drop_to_upload": "Thả tệp ảnh vào đây để tải lên",
    "gradio.image.no_webcam_support": "Không dùng được webcam ở đây. Trang phải mở qua https hoặc ngay trên máy này.",
    "gradio.status.queue_position": "Trong hàng đợi: {position} / {size}",
    "uploads.tap": "Chạm để chọn",
    "gradio.upload_text.click_to_upload": "Bấm để tải lên",
    "gradio.upload_text.drop_file": "Thả tệp vào đây",
    "gradio.upload_text.drop_image": "Thả ảnh vào đây",
    "gradio.upload_text.paste_clipboard": "Dán từ bộ nhớ tạm",
    # Answers to other programs
    "gate.elsewhere": "Máy chủ này chỉ dành cho chính máy của nó, còn yêu cầu đến từ trang khác hoặc tên khác. "
    "Nếu nó chạy sau một proxy, hãy khởi động nó với --trusted-proxy.",
    "api.remote": "Máy chủ không tải từ địa chỉ khác: hãy lưu ảnh rồi tải tệp lên, với gradio_client là "
    "handle_file(\"cat.png\").",
    "gate.too_large": "Dữ liệu lớn hơn mức máy chủ nhận.",
    "gate.slow": "Việc tải lên đã dừng lại. Hãy thử lại.",
    "gate.unreadable": "Không đọc được yêu cầu này.",
    "gate.often": "Quá nhiều yêu cầu cùng lúc. Hãy thử lại sau một phút.",
    "gate.pages": "Có quá nhiều trang đang mở từ địa chỉ của bạn. Hãy đóng bớt và thử lại sau mười phút.",
    "gate.megabytes": "Bạn đã tải lên rất nhiều trong một giờ. Hãy thử lại sau, hoặc với ít ảnh hơn.",
    "gate.full": "Hiện máy chủ không còn chỗ cho tệp mới. Hãy thử lại sau một giờ.",
    "api.choice": "{name} phải là một trong: {choices}.",
    "api.whole": "{name} phải là số nguyên từ {low} đến {high}.",
    "api.number": "{name} phải là một số từ {low} đến {high}.",
    "api.schedule": "Các giá trị này không tạo thành lịch nhiễu: {reason}",
    "api.picture": "Ảnh phải là một tệp được tải lên: với gradio_client, image=handle_file(\"cat.png\").",
    "api.busy": "Đã có quá nhiều lời gọi từ các chương trình đang chờ. Hãy thử lại sau một phút.",
}
