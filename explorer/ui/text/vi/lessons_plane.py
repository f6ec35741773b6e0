"""Vietnamese: the lessons on the Plane tab."""

TEXT = {
    "lesson.score.title": "Score là gì?",
    "lesson.score.1": "t = 200",
    "lesson.score.1.look": "Màu lục là mật độ q(xₜ) của các điểm đã thêm nhiễu. Tại mỗi chỗ, score ∇ log q(xₜ) là "
    "một mũi tên.",
    "lesson.score.1.ask": "Mũi tên sẽ dài nhất ở đâu?",
    "lesson.score.1.a": "Ở chỗ màu lục đậm nhất",
    "lesson.score.1.b": "Ở xa mọi điểm",
    "lesson.score.1.c": "Không ở đâu cả: mũi tên nào cũng dài như nhau.",
    "lesson.score.1.answer": "Score là độ dốc, không phải độ cao. Càng xa các điểm, log q càng dốc xuống; trong vùng "
    "lục nó gần như phẳng. Từ bên ngoài, các mũi tên dẫn về các điểm.",
    "lesson.score.1.note": "Đa số chọn A: họ tưởng score là xác suất. Mũi tên dài nhất luôn vừa đầy ô của nó: chỉ so "
    "các mũi tên trong cùng một hình.",
    "lesson.score.2": "Dưới dạng nhiễu ε̂",
    "lesson.score.2.look": "Bạn đang thấy score. Mạng thì nói điều khác: nhiễu ε̂ trong xₜ.",
    "lesson.score.2.ask": "Mũi tên của ε̂ sẽ khác những mũi tên này thế nào?",
    "lesson.score.2.a": "Chúng ngẫu nhiên, như nhiễu.",
    "lesson.score.2.b": "Không khác gì",
    "lesson.score.2.c": "Chúng chỉ theo hướng ngược lại.",
    "lesson.score.2.answer": "ε̂ = −√(1−ᾱₜ) ∇ log q(xₜ). Nhiễu đã đưa ra xa các điểm, score dẫn trở về. Ai học dự "
    "đoán nhiễu là học độ dốc của log q; dự đoán x̂₀ và v nói cùng điều ấy bằng đơn vị khác.",
    "lesson.score.2.note": "Tự chuyển mũi tên sang x̂₀ và v. Công thức Tweedie: x̂₀ = (xₜ + (1−ᾱₜ) ∇ log q(xₜ)) / √ᾱₜ.",
    "lesson.score.3": "t = 950",
    "lesson.score.3.look": "Lại là score, nhưng giờ nhiễu nhiều hơn hẳn.",
    "lesson.score.3.ask": "Tại t = 950, các mũi tên sẽ chỉ về đâu?",
    "lesson.score.3.a": "Tất cả về giữa",
    "lesson.score.3.b": "Mỗi mũi tên về vầng trăng gần hơn, như trước",
    "lesson.score.3.c": "Khắp mọi hướng: ở đó chỉ có nhiễu.",
    "lesson.score.3.answer": "√ᾱₜ là 0.08: mọi điểm đã co vào giữa. q gần như là N(0, 1), có score bằng −xₜ. Ở những "
    "bước đầu, bộ lấy mẫu nào cũng chỉ biết trung bình, và hầu như không hơn.",
    "lesson.score.3.note": "Kéo t lùi thật chậm, và để mọi người lên tiếng khi hai vầng trăng làm mũi tên đổi hướng.",
    "lesson.average.title": "Sao dự đoán lại là trung bình",
    "lesson.average.1": "t = 50",
    "lesson.average.1.look": "Ta đã chạm vào chỗ xₜ giữa hai vòng tròn. Các đường dẫn tới những điểm có thể đã thành "
    "nó; trung bình có trọng số của chúng là dự đoán x̂₀. Ở đây một điểm có phần, và chính nó là dự đoán. Hãy chạm "
    "vào chỗ khác.",
    "lesson.average.1.note": "Số điểm có phần ghi cạnh hình: 1 / Σ w². Nhiễu ít như vậy chỉ đưa đến những chỗ ở gần.",
    "lesson.average.2": "t = 950",
    "lesson.average.2.look": "xₜ đứng yên, còn t tăng lên.",
    "lesson.average.2.ask": "Tại t = 950, dự đoán x̂₀ sẽ ở đâu?",
    "lesson.average.2.a": "Trên một vòng tròn, ở điểm gần nhất",
    "lesson.average.2.b": "Ở chính xₜ: nhiễu không có hướng.",
    "lesson.average.2.c": "Gần chính giữa, nơi không có điểm nào",
    "lesson.average.2.answer": "Nhiễu nhiều như vậy có thể đưa đến đây từ bất cứ đâu: 495 trong 500 điểm có phần. "
    "Trung bình của chúng nằm trong khoảng trống, cách điểm gần nhất 0.48.",
    "lesson.average.2.note": "Ai chọn A là đi tìm điểm dễ xảy ra nhất. Sai số bình phương đòi trung bình, mà trung "
    "bình thì không nhất thiết dễ xảy ra.",
    "lesson.average.3": "t = 400",
    "lesson.average.3.look": "Tại t = 400, 159 điểm có phần, và dự đoán nằm ở khe giữa hai vòng tròn.",
    "lesson.average.3.ask": "Một mạng lớn hơn, huấn luyện lâu hơn, có thể đoán ra một điểm trên vòng tròn không?",
    "lesson.average.3.a": "Có: nó sẽ tìm ra điểm đúng.",
    "lesson.average.3.b": "Không: chẳng có dự đoán nào tốt hơn.",
    "lesson.average.3.c": "Chỉ khi nó học từ nhiều điểm hơn",
    "lesson.average.3.answer": "Bộ khử nhiễu này là chính xác. xₜ không nói nó từng là điểm nào, và với sai số bình "
    "phương thì trung bình của mọi điểm khớp là tốt nhất. Vì thế các dự đoán sớm về ảnh bị nhòe: chúng là trung bình "
    "của nhiều ảnh nét.",
    "lesson.average.3.note": "Bài sau cho thấy điều này bằng ảnh. Chuỗi nét dần vì nó hỏi lại, ở t nhỏ hơn.",
    "lesson.chance.title": "Ngẫu nhiên hay không: DDPM và DDIM",
    "lesson.chance.1": "t = 400",
    "lesson.chance.1.look": "Từng cặp hạt xuất phát ở cùng một chỗ và theo cùng bộ khử nhiễu chính xác: một hạt bằng "
    "DDIM, hạt kia, nét đứt, bằng DDPM.",
    "lesson.chance.1.ask": "Vết của chúng sẽ trông thế nào?",
    "lesson.chance.1.a": "Giống nhau: cùng chỗ xuất phát, cùng bộ khử nhiễu",
    "lesson.chance.1.b": "Của DDIM thì trơn, của DDPM thì nguệch ngoạc.",
    "lesson.chance.1.c": "Đều nguệch ngoạc: chúng đến từ nhiễu.",
    "lesson.chance.1.answer": "DDIM không thêm nhiễu mới: chỗ xuất phát quyết định một đường cong trơn. DDPM thêm "
    "nhiễu ở mỗi bước rồi lại lấy đi gần hết: đến cuối, đường đi của nó dài gấp 30 lần.",
    "lesson.chance.1.note": "Cho mọi người dõi theo một cặp ngược về t = 1000.",
    "lesson.chance.2": "t = 0",
    "lesson.chance.2.look": "Giờ thì đến cùng. Các điểm là hai vầng trăng.",
    "lesson.chance.2.ask": "Hai hạt của một cặp sẽ kết thúc ở đâu?",
    "lesson.chance.2.a": "Cùng một chỗ: chúng xuất phát như nhau.",
    "lesson.chance.2.b": "DDIM trên một điểm, DDPM ở bên cạnh: nhiễu còn lại.",
    "lesson.chance.2.c": "Đều trên các điểm, nhưng là những điểm khác nhau",
    "lesson.chance.2.answer": "Xét cả đám thì chúng giống nhau: cả hai lấp đầy cùng hai vầng trăng. Nhưng với DDPM, "
    "bước nào cũng do ngẫu nhiên quyết định: trong một trăm cặp, chỉ một hai cặp kết thúc cùng chỗ.",
    "lesson.chance.2.note": "Bước cuối không thêm nhiễu, nên B sai. Với DDIM, chỗ xuất phát gắn với chỗ kết thúc: "
    "nhờ vậy có thể mã hóa một bức ảnh.",
    "lesson.chance.3": "η = 1",
    "lesson.chance.3.look": "DDIM cũng có thể thêm nhiễu: η cho biết bao nhiêu. Giờ η = 1, còn nét đứt là DDPM với "
    "σ² = β̃. Cả hai rút cùng một nhiễu.",
    "lesson.chance.3.ask": "Hai vết của một cặp sẽ khác nhau thế nào?",
    "lesson.chance.3.a": "Không khác gì",
    "lesson.chance.3.b": "Vết của DDIM vẫn trơn hơn.",
    "lesson.chance.3.c": "Chúng tách nhau, rồi gặp lại ở cuối.",
    "lesson.chance.3.answer": "Với η = 1, phương trình của DDIM chính là của DDPM với β̃: nét đứt nằm trên đường "
    "liền. Đó là một họ; η cho biết có bao nhiêu ngẫu nhiên.",
    "lesson.chance.3.note": "η được đặt ở thẻ Khử nhiễu: thử 0.3, ở khoảng giữa.",
    "lesson.chance.4": "Phương pháp Euler",
    "lesson.chance.4.look": "Lại η = 0, chỉ mười bước. Các mũi tên ε̂ là một trường. Phương pháp Euler lấy mũi tên ở "
    "chỗ đang đứng và đi thẳng theo nó đến t kế tiếp.",
    "lesson.chance.4.ask": "Nét đứt là Euler. Vết của nó sẽ khác vết của DDIM thế nào?",
    "lesson.chance.4.a": "DDIM bám theo đường cong, Euler đi tắt.",
    "lesson.chance.4.b": "Euler chậm hơn, vì biết ít hơn về các điểm.",
    "lesson.chance.4.c": "Không khác gì",
    "lesson.chance.4.answer": "DDIM với η = 0 chính là phương pháp Euler trên trường này, nếu đo đường đi là xₜ/√ᾱₜ "
    "theo σ = √((1−ᾱₜ)/ᾱₜ). Nét đứt nằm trên đường liền. Vậy mọi điều đã biết về loại phương trình ấy đều có ích: Heun "
    "hỏi hai lần mỗi bước và uốn theo đường cong.",
    "lesson.chance.4.note": "Hãy chọn Heun đối chiếu với DDIM rồi giảm số bước: càng ít bước, chúng càng xa nhau. Song "
    "et al. 2021, công thức 14.",
    "lesson.remember.title": "Nó học, rồi nó nhớ",
    "lesson.remember.1": "20 điểm, 200 bước",
    "lesson.remember.1.look": "Trong trình duyệt của bạn, một mạng nhỏ học từ 20 điểm của hai vầng trăng. Sau 200 "
    "bước, 2000 hạt đi theo nó. Chúng đến gần 20 điểm ấy cỡ nào?",
    "lesson.remember.1.note": "Gần cỡ những điểm mới của hai vầng trăng. Các con số ghi cạnh hình.",
    "lesson.remember.2": "20 điểm, 5000 bước",
    "lesson.remember.2.look": "Trong lúc bạn cân nhắc, nó vẫn học tiếp từ 20 điểm ấy.",
    "lesson.remember.2.ask": "Sau 5000 bước, các hạt sẽ kết thúc ở đâu?",
    "lesson.remember.2.a": "Trên 20 điểm ấy, hoặc sát bên",
    "lesson.remember.2.b": "Khắp hai vầng trăng: học nhiều thì giỏi.",
    "lesson.remember.2.c": "Dồn một chỗ: trung bình của 20 điểm",
    "lesson.remember.2.answer": "Chúng đến gần 20 điểm hơn trước hơn bốn lần. Cái tốt nhất học được từ 20 điểm là "
    "bộ khử nhiễu chính xác của chúng, và nó chỉ dẫn về 20 điểm này. Trong khi đó mất mát vẫn giảm đều.",
    "lesson.remember.2.note": "Đó là học thuộc. Với hàm mất mát thì không có gì sai.",
    "lesson.remember.3": "2000 điểm, 3000 bước",
    "lesson.remember.3.look": "Cũng mạng ấy, học từ đầu, giờ với 2000 điểm.",
    "lesson.remember.3.ask": "Sau 3000 bước nó sẽ học được gì?",
    "lesson.remember.3.a": "Thuộc lòng 2000 điểm: giờ có nhiều thứ để chép hơn.",
    "lesson.remember.3.b": "Không gì rõ ràng: nhiều điểm vậy sẽ nhòe thành một đám mây.",
    "lesson.remember.3.c": "Hai vầng trăng, không phải các điểm",
    "lesson.remember.3.answer": "Các hạt lấp đầy hai vầng trăng, và không gần 2000 điểm hơn so với những điểm mới. "
    "Mạng quá nhỏ để phân biệt chừng ấy điểm nên lấp đầy khoảng giữa: đó là tổng quát hóa.",
    "lesson.remember.3.note": "Bài sau làm điều đó với mười bức ảnh: cái gì thấy quá nhiều lần thì bị chép lại.",
}
