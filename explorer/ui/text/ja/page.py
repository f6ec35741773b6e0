"""Japanese: the page as a whole: its head, the first screen, the shelf of lessons, the path."""

TEXT = {
    "app.title": "Diffusion Explorer",
    "app.warning": "警告",
    "app.busy": "あなたの依頼がまだたくさん処理中です。少し待ってから、もう一度お試しください。",
    "app.whole": "「{name}」は{low}から{high}までの整数でなければなりません。",
    "app.number": "「{name}」は{low}から{high}までの数でなければなりません。",
    "app.subtitle": "画像がノイズになる道のりと、ネットワークが見つける帰り道。",
    # The first screen
    "first.picture": "ノイズが9枚の絵に変わっていく",
    "first.sentence": "ニューラルネットワークがただのノイズから絵を描き出す様子を、一歩ずつ見てみましょう。",
    "first.try": "試してみる",
    "first.tour": "ツアーを始める",
    # Head of the page, links, lessons
    "header.lessons": "レッスン",
    "header.lecture": "講義",
    "header.lecture_info": "画像と式だけを大きく表示します（Lキー）",
    "header.link": "リンクをコピー",
    "header.copied": "リンクをコピーしました。開くと、今のページがそのまま表示されます。",
    "header.by_hand": "このリンクをコピーしてください。開くと、今のページがそのまま表示されます。",
    "header.theme": "ライト／ダーク",
    "header.language": "言語",
    "link.bad": "このリンクには、ここでは使えない指定があります：{names}。それ以外の内容を開きました。",
    "lessons.title": "レッスン",
    "lessons.step": "ステップ",
    "lessons.steps": "レッスンのステップ",
    "lessons.back": "戻る",
    "lessons.next": "進む：まず答え、それから次のステップ",
    "lessons.close": "レッスンを閉じる",
    "lessons.question": "問い",
    "lessons.reveal": "答えを見る",
    "lessons.hides": "画像は答えと一緒に表示されます。",
    "lessons.right": "正解",
    "lessons.wrong": "あなたの選択",
    "lessons.besides": "このステップで取り上げる画像",
    "lessons.next_lesson": "次のレッスン：",
    "lessons.all": "すべてのレッスン",
    "lessons.notes": "メモ",
    "lessons.notes_info": "話し手のためのメモを別のウィンドウで開きます（Nキー）",
    "lessons.notes_title": "話し手のためのメモ",
    "lessons.minutes": "{count}分",
    "lessons.keys": "Page Down、→：進む · Page Up、←：戻る · Shift + ← →：1コマずつ · スペース：再生 · B：暗く · "
    "N：メモ · Esc：終了",
    "lessons.keys_page": "← → でレッスンを進め、Shift + ← → で1コマずつ動かし、スペースで再生します。"
    "Lは講義用です。",
    "lessons.in_steps": "{count}ステップ",
    "lessons.mean": "当てはまる画像すべての平均",
    "path.next": "次へ",
    "path.done": "ここで見たこと：",
    "path.open": "残る疑問：",
    "path.noise.seen": "ノイズの乗った画像は画像とノイズの重み付きの和で、どの t へも一度に飛べます。",
    "path.schedules.asks": "ノイズはどんな速さで増やせばよいのでしょうか？",
    "path.schedules.seen": "各 t で画像がどれだけ残るかはスケジュールで決まり、コサインなら均等に消えていきます。",
    "path.training.asks": "ネットワークはなぜノイズが分かるのでしょうか？",
    "path.training.seen": "学習するのはノイズ当てだけ。変分限界で重みをつければ、それは最尤法です。",
    "path.denoise.asks": "ノイズから画像へは、どうやって戻るのでしょうか？",
    "path.denoise.seen": "ネットワークがノイズの奥を推測し、その推測へ少しずつ進むと、新しい画像に行き着きます。",
    "path.finetune.asks": "ネットワークはそれをどこで覚えたのでしょうか。あなたの画像も覚えられるでしょうか？",
    "path.finetune.seen": "ネットワークは、ノイズを加えた画像の奥を当てる練習で学習し、"
    "やがて同じような画像を自分で描きます。",
    "further.title": "ここから Stable Diffusion へ",
    "further.intro": "ここで見たことは、すべてそのまま通用します。加わるのは2つだけで、あとは規模が大きくなります。",
    "further.latent": "より小さな空間",
    "further.latent_say": "連鎖は512×512×3の画素ではなく、48分の1にあたる64×64×4個の数からなる符号の上で進みます。"
    "この符号を作り、最後に画素へ戻すのは、あらかじめ学習したオートエンコーダです。",
    "further.words": "クラスの代わりに言葉",
    "further.words_say": "テキストエンコーダが文をベクトルに変え、ネットワークは注意層でそれを参照します。"
    "ガイダンスはここと同じで、ふつうは w = 7.5 です。",
    "further.loop": "同じループ",
    "further.loop_say": "ノイズから始め、推測し、一歩進み、また推測する。"
    "「ノイズ除去」でおなじみのサンプラーで20～50ステップ、ネットワークのパラメータは8億6千万個です。",
    "further.gan": "GAN は一度に飛ぶ",
    "further.gan_say": "ノイズを一度で画像に変えます。"
    "描いた画像と本物を見分けるもう1つのネットワークと競いながら学習します。速くて鮮明ですが、学習が難しく、"
    "一部の種類の画像が抜け落ちることがあります。",
    "further.vae": "VAE は符号にする",
    "further.vae_say": "画像を短い符号に縮めることを学び、ランダムな符号を一度で復号します。学習は容易ですが、"
    "ぼやけます。初期の推測 x̂₀ と同じく、当てはまるものすべての平均になるからです。"
    "Stable Diffusion のオートエンコーダもこの仲間です。",
    "intro.more": "もっと詳しく",
}
