"""Vietnamese: the lessons on noise and schedules."""

TEXT = {
    "lesson.jump.title": "Nhảy một lần, hay t bước?",
    "lesson.jump.1": "t = 50",
    "lesson.jump.1.look": "Ảnh thứ nhất được thêm nhiễu bằng một cú nhảy, ảnh thứ hai bằng t bước nhỏ, mỗi bước "
    "một nhiễu riêng.",
    "lesson.jump.1.ask": "Ta đến t = 50. Hai ảnh sẽ khác nhau thế nào?",
    "lesson.jump.1.a": "Ảnh thứ hai nhiều nhiễu hơn: nó nhận 50 lần, không phải một.",
    "lesson.jump.1.b": "Chỉ khác ở các hạt: trung bình và phương sai bằng nhau.",
    "lesson.jump.1.c": "Ảnh thứ hai mượt hơn: nhiều nhiễu nhỏ triệt tiêu nhau.",
    "lesson.jump.1.answer": "Tổng các nhiễu chuẩn độc lập lại có phân phối chuẩn. Vì thế q(xₜ | x₀) có công thức "
    "đóng: √ᾱₜ x₀ cộng với nhiễu có phương sai 1−ᾱₜ. Khi huấn luyện có thể nhảy thẳng đến t bất kỳ.",
    "lesson.jump.1.note": "Cho giơ tay trước khi đi tiếp. Đa số chọn A: họ cộng các lần thêm nhiễu mà quên rằng "
    "mỗi bước cũng thu nhỏ ảnh.",
    "lesson.jump.2": "t = 250",
    "lesson.jump.2.look": "Hãy so sánh trung bình, phương sai và histogram, đừng so từng điểm ảnh.",
    "lesson.jump.2.note": "Chỉ vào bảng: hai hàng trên là số đo, chỉ hàng màu lục được tính từ công thức.",
    "lesson.jump.3": "t = 950",
    "lesson.jump.3.ask": "Tại t = 950, histogram sẽ có hình gì?",
    "lesson.jump.3.a": "Hình của khuôn mặt, chỉ nhạt hơn",
    "lesson.jump.3.b": "Phẳng: mọi mức xám đều như nhau",
    "lesson.jump.3.c": "Hình chuông N(0, 1), dù ban đầu là ảnh nào",
    "lesson.jump.3.answer": "Ảnh gần như không còn gì: ảnh nào cũng thành cùng một N(0, 1). Vì thế bộ lấy mẫu có "
    "thể bắt đầu từ đó mà không cần biết ảnh nào cả.",
    "lesson.jump.3.note": "Chính điểm cuối này làm cho đường về có thể đi được. Hãy hỏi: nếu không đến được đó thì "
    "sao? Bài sau nữa sẽ trả lời.",
    "lesson.cosine.title": "Lịch tuyến tính hay cosine?",
    "lesson.cosine.1": "Nửa chặng đường",
    "lesson.cosine.1.look": "Hai lịch cùng dẫn từ ảnh đến nhiễu trong 1000 bước.",
    "lesson.cosine.1.ask": "Tại t = 500, bao nhiêu phần phương sai vẫn là của ảnh?",
    "lesson.cosine.1.a": "Tuyến tính: dưới một phần mười. Cosine: một nửa.",
    "lesson.cosine.1.b": "Một nửa, với cả hai lịch",
    "lesson.cosine.1.c": "Tuyến tính: một nửa. Cosine: dưới một phần mười.",
    "lesson.cosine.1.answer": "Tuyến tính là β tăng tuyến tính; phần còn lại là một tích nên giảm nhanh. Một phần "
    "ba số bước cuối chỉ thấy nhiễu. Với lịch cosine, ảnh mất dần đều.",
    "lesson.cosine.1.note": "Nhìn các dải phim dưới đường cong là rõ nhất: hãy đếm những ô còn thấy bông hoa.",
    "lesson.cosine.2": "32×32 và 256×256, tuyến tính",
    "lesson.cosine.2.look": "Cùng một bông hoa, nhỏ và lớn, với lịch tuyến tính.",
    "lesson.cosine.2.ask": "Tại t = 500 cả hai có cùng ᾱₜ. Ở ảnh nào thấy bông hoa rõ hơn?",
    "lesson.cosine.2.a": "Ảnh nhỏ: có ít thứ để phá hủy hơn.",
    "lesson.cosine.2.b": "Ảnh lớn",
    "lesson.cosine.2.c": "Như nhau: ᾱₜ bằng nhau mà.",
    "lesson.cosine.2.answer": "Ở ảnh lớn, các điểm ảnh lân cận giống nhau, nên mắt, và cả mạng, lấy trung bình là "
    "nhiễu mất đi. Ảnh thứ ba là ảnh lớn được thu nhỏ bằng cách lấy trung bình: gần như hết nhiễu.",
    "lesson.cosine.2.note": "Ảnh thứ ba là bằng chứng. Ảnh lớn cần nhiều nhiễu hơn là ᾱₜ gợi ý; vì thế các mô hình "
    "ngày nay dùng lịch dịch chuyển (shifted).",
    "lesson.cosine.3": "32×32 và 256×256, cosine",
    "lesson.cosine.3.look": "Cùng t ấy với lịch cosine. Lịch nào hợp với ảnh nhỏ? Và với ảnh lớn, cosine đã đủ "
    "nhiễu chưa?",
    "lesson.cosine.3.note": "Ảnh nhỏ: cosine, nếu không thì phí mất một phần ba cuối. Ảnh lớn: chưa lịch nào đủ, "
    "chúng cần nhiều nhiễu hơn.",
    "lesson.short.title": "100 bước với các β của 1000 bước",
    "lesson.short.1": "T = 100",
    "lesson.short.1.look": "Các β này dành cho 1000 bước. Giờ chúng được trải ra chỉ 100 bước.",
    "lesson.short.1.ask": "Chuỗi kết thúc ở đâu, tại t = T?",
    "lesson.short.1.a": "Ở nhiễu, như trước: β vẫn tăng đến cùng giá trị.",
    "lesson.short.1.b": "Ở một ảnh đen: T quá ngắn để thành nhiễu.",
    "lesson.short.1.c": "Một phần ba phương sai vẫn là của ảnh.",
    "lesson.short.1.answer": "Mỗi β lấy đi một phần. Số bước ít đi mười lần thì tổng cộng lấy đi ít hơn nhiều: ᾱ_T "
    "khoảng 0.36 chứ không phải 0.00004.",
    "lesson.short.1.note": "Nhẩm thử: 100 thừa số cỡ 0.99 nhân với nhau còn một phần ba.",
    "lesson.short.2": "Bắt đầu từ nhiễu thuần túy",
    "lesson.short.2.look": "Một mạng được huấn luyện trên chuỗi này. Bộ lấy mẫu bắt đầu chuỗi từ nhiễu thuần túy.",
    "lesson.short.2.ask": "Nó sai ở đâu trước tiên?",
    "lesson.short.2.a": "Ở bước đầu: tại đó mạng chờ đợi một bức ảnh mờ.",
    "lesson.short.2.b": "Ở bước cuối: còn sót nhiễu.",
    "lesson.short.2.c": "Không sai ở đâu cả: mạng tốt sẽ tìm được đường.",
    "lesson.short.2.answer": "Mạng chưa từng thấy nhiễu thuần túy tại t = T và tưởng nhiễu là ảnh: nó vẽ ra thứ gì "
    "đó nhạt phẳng hoặc có màu kỳ lạ. Khi β được nhân với 1000/T, như đang thấy, chuỗi lại kết thúc ở nhiễu.",
    "lesson.short.2.note": "Lỗi có thật của những mô hình nổi tiếng: vì nó mà Stable Diffusion 1 và 2 không vẽ "
    "được ảnh rất tối hay rất sáng (Lin et al. 2024).",
}
