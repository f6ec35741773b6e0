"""Japanese: the lessons on the Plane tab."""

TEXT = {
    "lesson.score.title": "スコアとは何か？",
    "lesson.score.1": "t = 200",
    "lesson.score.1.look": "緑は、ノイズを加えた点の密度 q(xₜ) です。各地点のスコア ∇ log q(xₜ) は、1本の矢印です。",
    "lesson.score.1.ask": "矢印が一番長いのはどこでしょうか？",
    "lesson.score.1.a": "緑が一番濃いところ",
    "lesson.score.1.b": "どの点からも遠いところ",
    "lesson.score.1.c": "どこでもない。どれも同じ長さ。",
    "lesson.score.1.answer": "スコアは高さではなく、傾きです。点から遠いほど log q は急に下がり、緑の中ではほぼ平らで"
    "す。外側の矢印は点のほうへ導きます。",
    "lesson.score.1.note": "Aが多いはずです。スコアを確率だと思うからです。最も長い矢印は必ずマスいっぱいに描かれるの"
    "で、1枚の図の中で比べます。",
    "lesson.score.2": "ノイズ ε̂ として",
    "lesson.score.2.look": "見えているのはスコアです。ネットワークが答えるのは別のもの、xₜ の中のノイズ ε̂ です。",
    "lesson.score.2.ask": "ε̂ の矢印は、これとどう違うでしょうか？",
    "lesson.score.2.a": "ノイズなので、でたらめな向き。",
    "lesson.score.2.b": "まったく同じ",
    "lesson.score.2.c": "逆を向く。",
    "lesson.score.2.answer": "ε̂ = −√(1−ᾱₜ) ∇ log q(xₜ)。ノイズは点から遠ざけ、スコアは連れ戻します。ノイズの予測を学"
    "ぶことは、log q の傾きを学ぶことです。推測 x̂₀ と v も、同じことを別の単位で言っています。",
    "lesson.score.2.note": "手動で矢印を x̂₀ と v に切り替えます。Tweedieの公式：x̂₀ = (xₜ + (1−ᾱₜ) ∇ log q(xₜ)) / √ᾱₜ。",
    "lesson.score.3": "t = 950",
    "lesson.score.3.look": "もう一度スコアです。今度はノイズがずっと多くなります。",
    "lesson.score.3.ask": "t = 950 で、矢印はどこを向くでしょうか？",
    "lesson.score.3.a": "すべて真ん中",
    "lesson.score.3.b": "前と同じで、近いほうの三日月",
    "lesson.score.3.c": "ばらばらの向き。ノイズしかないから。",
    "lesson.score.3.answer": "√ᾱₜ は0.08で、点はすべて真ん中に縮んでいます。q はほとんど N(0, 1) で、そのスコアは"
    " −xₜ です。どのサンプラーも、最初の数ステップで知っているのは、ほぼ平均だけです。",
    "lesson.score.3.note": "t をゆっくり戻し、三日月が矢印の向きを変え始めたら声を上げてもらいます。",
    "lesson.average.title": "推測はなぜ平均なのか",
    "lesson.average.1": "t = 50",
    "lesson.average.1.look": "2つの輪の間の地点 xₜ に触れました。線は、ここに来たかもしれない点へ伸びています。その重"
    "み付き平均が推測 x̂₀ です。ここで効いている点は1つで、それが推測になります。ほかの地点にも触れてみましょう。",
    "lesson.average.1.note": "効いている点の数 1 / Σ w² は図の横にあります。これほど少ないノイズでは、近くにしか行け"
    "ません。",
    "lesson.average.2": "t = 950",
    "lesson.average.2.look": "xₜ はそのままで、t だけが大きくなります。",
    "lesson.average.2.ask": "t = 950 で、推測 x̂₀ はどこにあるでしょうか？",
    "lesson.average.2.a": "輪の上の、一番近い点",
    "lesson.average.2.b": "xₜ そのもの。ノイズに向きはないから。",
    "lesson.average.2.c": "点のない、真ん中あたり",
    "lesson.average.2.answer": "これほどのノイズなら、どこからでもここに来られます。500個の点のうち495個が効いていま"
    "す。その平均は穴の中にあり、一番近い点まで0.48離れています。",
    "lesson.average.2.note": "Aを選ぶ人は、最もありそうな点を探しています。二乗誤差が求めるのは平均で、平均がありそう"
    "な点とは限りません。",
    "lesson.average.3": "t = 400",
    "lesson.average.3.look": "t = 400 では159個の点が効き、推測は2つの輪のすき間にあります。",
    "lesson.average.3.ask": "もっと大きなネットワークを長く学習させれば、代わりに輪の上の点を推測できるでしょうか？",
    "lesson.average.3.a": "できる。正しい点を見つけるはず。",
    "lesson.average.3.b": "できない。これより良い推測はない。",
    "lesson.average.3.c": "もっと多くの点から学んだときだけできる",
    "lesson.average.3.answer": "このデノイザーは厳密です。xₜ からは、元がどの点だったかわかりません。二乗誤差では、当"
    "てはまる点すべての平均が最良です。だから画像でも早い時期の推測はぼやけます。くっきりした画像をたくさん平均したも"
    "のだからです。",
    "lesson.average.3.note": "次のレッスンで、これを画像で見せます。チェーンがくっきりしていくのは、より小さな t で尋"
    "ね直すからです。",
    "lesson.chance.title": "偶然はあるか：DDPMとDDIM",
    "lesson.chance.1": "t = 400",
    "lesson.chance.1.look": "2つ1組の粒子が同じ場所から出発し、同じ厳密なデノイザーに従います。片方はDDIM、破線のほう"
    "はDDPMです。",
    "lesson.chance.1.ask": "軌跡はどんな形になるでしょうか？",
    "lesson.chance.1.a": "同じ形。出発点もデノイザーも同じだから。",
    "lesson.chance.1.b": "DDIMはなめらか、DDPMはぐしゃぐしゃの線。",
    "lesson.chance.1.c": "どちらもぐしゃぐしゃ。ノイズから来るから。",
    "lesson.chance.1.answer": "DDIMは新しいノイズを加えず、出発点がなめらかな曲線を決めます。DDPMは各ステップでノイズ"
    "を加え、その大部分をまた取り除きます。終わりまでの道のりは30倍になります。",
    "lesson.chance.1.note": "1組を選び、t = 1000 までさかのぼって見てもらいます。",
    "lesson.chance.2": "t = 0",
    "lesson.chance.2.look": "最後まで進みます。点は二つの三日月です。",
    "lesson.chance.2.ask": "1組の2つは、どこに着くでしょうか？",
    "lesson.chance.2.a": "同じ場所。出発点が同じだから。",
    "lesson.chance.2.b": "DDIMは点の上、DDPMは点の脇。ノイズが残るから。",
    "lesson.chance.2.c": "どちらも点の上。ただし別々の点",
    "lesson.chance.2.answer": "群れとしては一致し、どちらも同じ二つの三日月を埋めます。しかしDDPMは各ステップを偶然に"
    "任せます。100組のうち、同じところに着くのは1組か2組です。",
    "lesson.chance.2.note": "最後のステップはノイズを加えないので、Bは誤りです。DDIMでは出発点と終点が対応します。だ"
    "から画像を符号化できます。",
    "lesson.chance.3": "η = 1",
    "lesson.chance.3.look": "DDIMもノイズを加えられます。その量が η です。今度は η = 1、破線は σ² = β̃ のDDPMで、どち"
    "らも同じノイズを引きます。",
    "lesson.chance.3.ask": "1組の軌跡は、どう違うでしょうか？",
    "lesson.chance.3.a": "まったく違わない",
    "lesson.chance.3.b": "やはりDDIMのほうがなめらか。",
    "lesson.chance.3.c": "離れて、最後にまた出会う。",
    "lesson.chance.3.answer": "η = 1 では、DDIMの式は β̃ のDDPMの式と同じで、破線は線の上に重なります。1つの仕組みであ"
    "り、η が偶然の量を決めます。",
    "lesson.chance.3.note": "η は「ノイズ除去」タブで設定します。その中間の0.3を試してみます。",
    "lesson.remember.title": "学び、やがて覚え込む",
    "lesson.remember.1": "20個の点、200ステップ",
    "lesson.remember.1.look": "ブラウザの中で、小さなネットワークが二つの三日月の20個の点から学びます。200ステップの"
    "後、2000個の粒子がそれに従います。20個の点にどれだけ近づくでしょうか？",
    "lesson.remember.1.note": "三日月から新しく引いた点と、同じくらいの近さです。数値は図の横にあります。",
    "lesson.remember.2": "20個の点、5000ステップ",
    "lesson.remember.2.look": "考えている間も、ネットワークは同じ20個の点から学び続けます。",
    "lesson.remember.2.ask": "5000ステップの後、粒子はどこに着くでしょうか？",
    "lesson.remember.2.a": "20個の点の上か、そのすぐそば",
    "lesson.remember.2.b": "二つの三日月の全体。練習するほど上手になるから。",
    "lesson.remember.2.c": "1か所に集まる。20個の平均。",
    "lesson.remember.2.answer": "20個の点に、前より4倍以上近づきました。20個の点から学べる最良のものは、その厳密なデノ"
    "イザーで、それはこの20個に戻すだけです。その間も損失は下がり続けます。",
    "lesson.remember.2.note": "これが丸暗記です。損失から見れば、何も間違っていません。",
    "lesson.remember.3": "2000個の点、3000ステップ",
    "lesson.remember.3.look": "同じネットワークを初めから、今度は2000個の点で学習します。",
    "lesson.remember.3.ask": "3000ステップの後、何を学んでいるでしょうか？",
    "lesson.remember.3.a": "2000個の点を丸暗記。写すものが増えたから。",
    "lesson.remember.3.b": "はっきりしたものは何も。多すぎる点は一つの雲にぼやける。",
    "lesson.remember.3.c": "点ではなく、二つの三日月",
    "lesson.remember.3.answer": "粒子は三日月を埋め、2000個の点への近さは、新しい点と変わりません。これだけの点を区別"
    "するにはネットワークが小さすぎて、間を埋めるのです。これが汎化です。",
    "lesson.remember.3.note": "次のレッスンでは、10枚の画像で試します。何度も見すぎたものは、コピーされます。",
}
