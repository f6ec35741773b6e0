"""Vietnamese: the lessons on the Training tab."""

TEXT = {
    "lesson.why.title": "Sao lại dự đoán nhiễu?",
    "lesson.why.1": "t = 300",
    "lesson.why.1.look": "Mạng thấy xₜ và nói trong đó có nhiễu nào. Sao không hỏi luôn bức ảnh?",
    "lesson.why.1.ask": "Ta hỏi x₀ thay cho ε. Câu trả lời của mạng sẽ thế nào?",
    "lesson.why.1.a": "Kém hơn: nói cả bức ảnh khó hơn nói nhiễu.",
    "lesson.why.1.b": "Vẫn thế: ai biết xₜ và ε thì cũng biết x₀.",
    "lesson.why.1.c": "Tốt hơn: bức ảnh mới là cái ta muốn.",
    "lesson.why.1.answer": "xₜ = √ᾱₜ x₀ + √(1−ᾱₜ) ε: biết ε thì cũng biết x₀. Một câu trả lời, đọc bằng hai ngôn "
    "ngữ; chỉ có độ lớn của sai số là khác: từ 0.013 thành 0.004.",
    "lesson.why.1.note": "Tự chuyển sang v, μ và score: hình của câu trả lời thay đổi, nhưng mạng không được hỏi lại.",
    "lesson.why.2": "Từ t = 300 đến t = 950",
    "lesson.why.2.look": "Mất mát theo ε tại t = 300 là 0.013. Tại t = 950, con mèo gần như không còn gì.",
    "lesson.why.2.ask": "Mất mát theo ε tại t = 950 lớn cỡ nào?",
    "lesson.why.2.a": "Nhỏ hơn mười lăm lần",
    "lesson.why.2.b": "Gần như bằng nhau",
    "lesson.why.2.c": "Lớn hơn mười lăm lần",
    "lesson.why.2.answer": "Ở đây xₜ gần như toàn là nhiễu: chỉ cần lặp lại nó là đã gần đúng. Mất mát theo ε nhỏ "
    "không có nghĩa là mạng biết bức ảnh.",
    "lesson.why.2.note": "Đa số chọn C. Bước sau cho thấy cũng câu trả lời ấy dưới dạng ảnh.",
    "lesson.why.3": "t = 950, đọc như x₀",
    "lesson.why.3.look": "Cũng câu trả lời ấy, đọc như x₀: giờ sai số lớn gấp 160 lần. Huấn luyện với cái nào trong "
    "hai sẽ quyết định t nào là quan trọng. Bảng cho thấy cả năm.",
    "lesson.why.3.note": "Đó là điều ta chọn khi “dự đoán nhiễu”: không phải biết được gì, mà là tính sai số thế "
    "nào. Salimans và Ho (2022) dùng v, vốn tính đến cả hai.",
    "lesson.hard.title": "Những t nào khó?",
    "lesson.hard.1": "200 lần rút t",
    "lesson.hard.1.look": "Mỗi bước huấn luyện rút một t và một nhiễu. Hãy vẽ vào biểu đồ trống, bằng chuột hoặc "
    "ngón tay: tại mỗi t, mất mát sẽ lớn cỡ nào?",
    "lesson.hard.1.ask": "‖ε − ε̂‖² phụ thuộc vào t thế nào?",
    "lesson.hard.1.a": "Giảm: nhiễu ít là khó thấy nhất.",
    "lesson.hard.1.b": "Tăng: càng nhiều nhiễu càng khó.",
    "lesson.hard.1.c": "Hình đồi: khó nhất là ở giữa.",
    "lesson.hard.1.answer": "Ở t nhỏ, nhiễu yếu hơn độ hạt của chính bức ảnh và ẩn trong đó. Ở t lớn, gần như chỉ "
    "có nhiễu. Đáy màu lục là mất mát mà ngay cả bộ khử nhiễu hoàn hảo cũng phải chịu, ở những chỗ biết được.",
    "lesson.hard.1.note": "Cho một người vẽ đường cong lên màn hình trước khi đi tiếp. Trung bình của mọi điểm là "
    "L_simple.",
    "lesson.hard.2": "Cũng thế, theo sai số của x₀",
    "lesson.hard.2.look": "Các lần rút giữ nguyên. Giờ sai số của chúng được đọc như sai số của x₀.",
    "lesson.hard.2.ask": "Giờ thì những t nào khó?",
    "lesson.hard.2.a": "Các t nhỏ, như trước",
    "lesson.hard.2.b": "Mọi t như nhau",
    "lesson.hard.2.c": "Các t lớn",
    "lesson.hard.2.answer": "Đường cong đảo ngược: ở xa bức ảnh thì không ai biết được nó. “Khó” hay không là tùy "
    "câu hỏi, và trọng số của mỗi t cũng vậy.",
    "lesson.hard.2.note": "Hai đường cong là cùng 200 câu trả lời; đường thứ hai được nhân với (1−ᾱₜ)/ᾱₜ.",
    "lesson.weigh.title": "Cận coi trọng điều gì",
    "lesson.weigh.1": "Con mèo tính bằng bit",
    "lesson.weigh.1.look": "Một mô hình cho con mèo xác suất cao có thể lưu nó bằng ít bit. Không có mô hình, mỗi "
    "giá trị màu cần 8.",
    "lesson.weigh.1.ask": "Cận của mạng này cho bao nhiêu bit mỗi giá trị?",
    "lesson.weigh.1.a": "Khoảng 0.02: mất mát trung bình",
    "lesson.weigh.1.b": "Khoảng 2",
    "lesson.weigh.1.c": "Khoảng 6",
    "lesson.weigh.1.answer": "Khoảng 2.1, đếm qua 100 lần mạng nhìn nó. Một mạng không bao giờ sai vẫn phải trả "
    "1.0: phân phối Gauss của bước cuối rộng cỡ một mức xám.",
    "lesson.weigh.1.note": "Tệp ảnh nén không mất dữ liệu (WebP) của những hình vẽ như vậy cần 1.25 bit mỗi giá "
    "trị. Cận chưa phải là một bộ nén, nhưng đã có thể đem so sánh.",
    "lesson.weigh.2": "Các bit nằm ở đâu",
    "lesson.weigh.2.look": "Cận là một tổng qua 1000 bước.",
    "lesson.weigh.2.ask": "Những bước nào tốn nhiều nhất?",
    "lesson.weigh.2.a": "Các bước đầu rời khỏi nhiễu: con mèo hình thành ở đó.",
    "lesson.weigh.2.b": "Bước nào cũng gần như nhau",
    "lesson.weigh.2.c": "Mười bước cuối, chẳng ai nhìn thấy",
    "lesson.weigh.2.answer": "Khoảng mười bước cuối trong 1000 bước tốn sáu phần bảy: đó là các mức xám chính xác, "
    "mắt ta không thấy. L_simple dành cho các t này một phần bảy trọng số của nó. Vì thế mạng vẽ đẹp, mà cận của nó "
    "thì không tốt.",
    "lesson.weigh.2.note": "Ho et al. 2020, mục 4.3: tốc độ và độ méo (rate–distortion). Improved DDPM (2021) huấn "
    "luyện với cả hai hàm mất mát.",
    "lesson.weigh.3": "Một mạng bị bất ngờ",
    "lesson.weigh.3.look": "Giờ là mạng chỉ từng thấy chữ số, chưa bao giờ thấy mèo.",
    "lesson.weigh.3.ask": "Ở đây con mèo tốn bao nhiêu bit mỗi giá trị?",
    "lesson.weigh.3.a": "Dưới 2: nó chỉ biết nói màu xám.",
    "lesson.weigh.3.b": "Từ 2 đến 8: mô hình luôn có ích.",
    "lesson.weigh.3.c": "Trên 8: nó bị đánh lạc hướng.",
    "lesson.weigh.3.answer": "Khoảng 16. Điều mạng cho là dễ xảy ra lại không đến, và mỗi bất ngờ đều phải trả giá: "
    "gấp đôi một tệp không có mô hình nào.",
    "lesson.weigh.3.note": "Vậy cận cho biết một bức ảnh hợp đến đâu với những gì đã học. Hãy chọn ảnh khác ở thẻ "
    "Nhiễu.",
}
