"""Vietnamese: the Training tab."""

TEXT = {
    # Training
    "training.tab": "Huấn luyện",
    "training.intro": "Nhấn Rút: ảnh bị thêm nhiễu, mạng nói đó là nhiễu nào, và sai số của nó là hàm mất mát.",
    "training.intro_more": "Không huấn luyện gì khác: một t ngẫu nhiên, một nhiễu ngẫu nhiên và bình phương sai số "
    "của dự đoán. Bên dưới là lý do chính sai số này suy ra từ hợp lý cực đại, và nó coi trọng điều gì.",
    "training.target": "Mạng dự đoán gì",
    "training.target_info": "Cùng một câu trả lời, đọc bằng năm ngôn ngữ.",
    "training.seed": "Nhiễu của lần rút này",
    "training.new": "Nhiễu mới",
    "training.stage.algorithm": "Thuật toán 1 của Ho et al. 2020, với các số của lần rút này",
    "training.stage.descend": "bước xuống theo",
    "training.stage.signal": "Bức ảnh",
    "training.stage.signal_short": "ảnh của bạn",
    "training.stage.noise": "Nhiễu được rút",
    "training.stage.seed": "hạt giống",
    "training.stage.mixture": "Mạng nhận được gì",
    "training.stage.mixture_short": "nó thấy",
    "training.stage.wanted": "Điều đúng",
    "training.stage.wanted_short": "đúng",
    "training.stage.said": "Mạng nói gì",
    "training.stage.said_short": "nó nói",
    "training.stage.error": "Chỗ nó sai, mạnh gấp bốn",
    "training.stage.error_short": "hiệu × 4",
    "training.stage.loss": "mất mát: sai số bình phương trung bình",
    "training.stage.label": "lớp bất kỳ",
    "training.stage.draw": "Rút",
    "training.stage.time": "Thời điểm t của lần rút này",
    "training.stage.earlier": "Sớm hơn một bước",
    "training.stage.later": "Muộn hơn một bước",
    "training.stage.few": "Mạng: {name}, trên thiết bị này.",
    "training.stage.remote": "Mạng: {name}, trên máy chủ.",
    "training.stage.failed": "Lúc này mạng không trả lời.",
    "training.stage.scatter": "Mất mát của các lần rút theo t",
    "training.stage.draws": "một lần rút",
    "training.stage.running": "trung bình tất cả, L_simple",
    "training.stage.mean": "trung bình quanh t này",
    "training.stage.exact": "bộ khử nhiễu hoàn hảo",
    "training.stage.sketched": "đường của bạn, cùng trung bình",
    "training.stage.sketch": "Hãy vẽ điều bạn dự đoán vào đây, bằng chuột hoặc ngón tay: mất mát ở mỗi t lớn đến đâu?",
    "training.stage.expected": "Đường của bạn cao nhất gần t = {drawn}; mất mát cao nhất gần t = {measured}.",
    "training.stage.floor": "Trung bình {count} lần rút: {mean}. Bộ khử nhiễu hoàn hảo trên các ảnh nó đã học: "
    "{floor}.",
    "training.stage.floor_unknown": "Trung bình {count} lần rút: {mean}. Không biết có thể xuống thấp đến đâu: "
    "không phải mọi ảnh mà mạng đã học đều có ở đây.",
    "training.stage.languages": "Một câu trả lời, năm hàm mất mát",
    "training.stage.predicts": "dự đoán",
    "training.stage.squared": "sai số bình phương",
    "training.stage.weight": "trọng số trong cận",
    "training.stage.languages_say": "Sai số nhân trọng số bằng nhau ở mọi dòng: đó là số bit của L_(t−1), với σ² = β̃. "
    "L_simple đặt 1 thay cho trọng số của ε.",
    # The bound
    "training.bound.title": "Cận của bức ảnh này: tốn bao nhiêu bit?",
    "training.bound.say": "Một mô hình cho ảnh của bạn xác suất cao có thể lưu nó bằng ít bit. Cận đếm chúng từng "
    "bước: điều mạng nói cách điều chính xác bao xa. Tất cả tính bằng bit trên mỗi giá trị màu; tệp ảnh không có mô "
    "hình cần 8.",
    "training.bound.go": "Cân bức ảnh này",
    "training.bound.stop": "Dừng",
    "training.bound.progress": "Số lần hỏi mạng",
    "training.bound.variance": "Phương sai của một bước lùi",
    "training.bound.schedule": "Lịch nhiễu",
    "training.bound.bars": "Số bit của từng phần của chuỗi",
    "training.bound.bars_say": "Mỗi cột là một phần của chuỗi với mọi bước của nó. 100 lần nhìn ở các thời điểm do hạt "
    "giống chọn; ± là sai số chuẩn do phần còn lại.",
    "training.bound.axis": "bit mỗi giá trị",
    "training.bound.times": "từ t = …",
    "training.bound.map": "Số bit của từng điểm ảnh; nhấp chọn, hoặc dùng phím mũi tên",
    "training.bound.map_say": "Bit mỗi điểm ảnh: càng đậm càng tốn. Nhấp vào một điểm.",
    "training.bound.network": "mạng",
    "training.bound.under": "lịch nhiễu",
    "training.bound.total": "tổng",
    "training.bound.rate_title": "Tốc độ bit và méo",
    "training.bound.rate": "bit trên mỗi giá trị tới đây",
    "training.bound.distortion": "sai số của x̂₀, mức xám",
    "training.bound.rate_say": "Trên đường về từ nhiễu: sau chừng ấy bit, phỏng đoán còn lệch bao nhiêu. Một phần "
    "mười bit đầu tiên tạo ra bức ảnh; phần lớn số bit còn lại sửa những gì không ai nhìn thấy.",
    "training.bound.pixel": "Hai phân phối Gauss của một điểm ảnh, một bước lùi",
    "training.bound.pixel_say": "Một bước lùi của một điểm ảnh ở t này: q biết ảnh của bạn, p chỉ có dự đoán của mạng. "
    "Khoảng cách giữa chúng, KL, là điều điểm ảnh này trả trong bước này.",
    "training.bound.blind": "Ở t = {t} lịch nhiễu này không để lại gì để cân: không còn tín hiệu cho mạng dự đoán "
    "ε, hoặc không có nhiễu. Hãy chọn lịch khác.",
}
