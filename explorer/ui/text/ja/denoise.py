"""Japanese: the Denoise tab."""

TEXT = {
    # Denoise
    "denoise.tab": "ノイズ除去",
    "denoise.intro": "ネットワークが元のきれいな画像 x̂₀ "
    "を推定し、各ステップでそちらへ少しだけ進みます。",
    "denoise.intro_more": "初めの推定がぼやけているのは、"
    "まだありうる画像すべての平均だからです。η = "
    "0のDDIMはノイズを加えず、少ないステップで済みます。DDPMは毎ステップ新しいノイズを加えるので、"
    "より多くのステップが必要です。",
    "denoise.source": "ネットワーク",
    "denoise.label": "描くもの",
    "denoise.any": "おまかせ",
    "denoise.sampler": "サンプラー",
    "denoise.sampler.ddim": "DDIM",
    "denoise.sampler.ddpm": "DDPM, σ² = β",
    "denoise.sampler.ddpm-small": "DDPM, σ² = β̃",
    "denoise.sampler.euler": "Euler (η = 0のDDIM)",
    "denoise.sampler.heun": "Heun (2次)",
    "denoise.sampler.dpmpp-2m": "DPM-Solver++ (2M)",
    "denoise.steps": "ステップ数",
    "denoise.seed": "シード",
    "denoise.new": "新しいシード",
    "denoise.count": "同時に描く枚数",
    "denoise.so_many_steps": "{count}ステップ",
    "denoise.one_step": "1ステップ",
    "denoise.seed_is": "シード {seed}",
    "denoise.seeds_are": "シード {first}〜{last}",
    "denoise.seed_ways": "シード {seed}、{count}通り",
    "denoise.seed_to": "シード {seed} → {other}",
    "denoise.from_t": "t = {t} から",
    "denoise.encoded": "符号化した画像",
    "denoise.kind": "出発点",
    "denoise.kind.noise": "純粋なノイズ",
    "denoise.kind.fan": "1つのノイズから8通り",
    "denoise.kind.between": "2つのシードの間",
    "denoise.kind.picture": "拡散した画像",
    "denoise.kind.again": "符号化した画像",
    "denoise.about.fan": "8本のチェーンが同じ x_T から始まり、途中でそれぞれ別のノイズを受け取ります。"
    "DDIMでは η がその量を決めます。0なら8本とも同じままで、1に近づくほど早く枝分かれします。",
    "denoise.about.between": "最初の画像は元のシードのもの、"
    "新しいノイズがなければ（η = 0）最後の画像はもう一方のシードのものです。"
    "その間では、x_T が大円に沿って回転し、ノイズとして必要な強さを保ちます。",
    "denoise.about.picture": "「ノイズ」の画像に時刻 t までノイズを加え、ネットワークがそこから戻る道を探します。"
    "t が小さければ画像は保たれ、大きければ残るのは構図だけか、何も残りません。ステップは t 以降の分だけを使います。",
    "denoise.about.again": "決定論的なDDIMは逆向きにもたどれます。「ノイズ」の画像の元になるノイズを求め、"
    "そこからまた画像へ戻ります。ステップが多いほど正確です。"
    "上りの各ステップではネットワークに4回問い合わせるので、帰り道の4倍の時間がかかります。"
    "この x_T はノイズと同じ強さですが、典型的なノイズではなく、画像の平らな部分が透けて見えます。"
    "常にDDIM、η = 0、クリップなしで計算します。",
    "denoise.t": "ノイズを加える時刻 t",
    "denoise.other": "もう一方のシード",
    "denoise.eta": "η",
    "denoise.eta_info": "0はDDIM、1はDDPM相当",
    "denoise.clip": "x̂₀ のクリップ",
    "denoise.clip.trained": "学習時と同じ",
    "denoise.clip.on": "オン",
    "denoise.clip.off": "オフ",
    "denoise.clip_info": "推定を黒から白までの範囲に収めます。オフにすると、大きな t での誤差が拡大されます。",
    "denoise.duel_title": "対決：2本目のチェーン",
    "denoise.duel": "同じノイズから2本目を計算",
    "denoise.duel_info": "どちらにも同じ x_T と、各 t で同じ z を与えます。下の設定を1つ変えて、違いを見てみましょう。",
    "denoise.duel_shape": "2つのネットワークは、描く画像の大きさか色のチャンネル数が違います。"
    "同じものどうしを選んでください。",
    "denoise.guidance": "ガイダンス",
    "denoise.guidance_info": "1ならラベルに従い、大きいほどラベルを強調し、0なら無視します。"
    "ラベルなし（「おまかせ」）では効きません。",
    "denoise.foreign": "「スケジュール」の設定を使う",
    "denoise.foreign_info": "学習時のスケジュールの代わりに使います。何がうまくいかなくなるか、見てみましょう。",
    "denoise.where": "計算する場所",
    "denoise.where.device": "この端末（ネットワークが届いたら）",
    "denoise.where.server": "サーバー",
    "denoise.where_info": "この端末なら順番待ちがありません。"
    "ネットワークが届くまでと、端末が遅い場合は、サーバーが計算します。",
    "denoise.on.device": "この端末で計算",
    "denoise.on.server": "サーバー（{device}）で計算",
    "denoise.on.zero": "サーバー（ZeroGPU）で計算",
    "denoise.on.refused": "サーバー（CPU）で計算。ZeroGPUのGPUは、空きがないか利用時間を使い切ったため、"
    "借りられませんでした",
    "denoise.on.record": "記録済み",
    "denoise.run": "ノイズ除去",
    "denoise.stop": "停止",
    "denoise.more": "詳細設定",
    "denoise.loading": "ネットワークを読み込んでいます…",
    "denoise.ready": "{name}：パラメータ数{params:.1f}M、{size}×{size}画素、{device}で実行。",
    "denoise.bad_seed": "シードは0から4294967295までの整数でなければなりません。",
    "denoise.bad_setting": "範囲外の設定があります。ページを再読み込みして、もう一度お試しください。",
    "denoise.too_much": "{size}×{size}画素の画像{count}枚を{steps}ステップというのは、"
    "ここでの1本のチェーンには多すぎます。"
    "ステップか枚数を減らしてください。",
    "denoise.line_full": "すでにたくさんのチェーンが待っています。1分後にもう一度お試しください。",
    "denoise.own_line": "実行中または待機中のあなたのチェーンは{count}本です。"
    "どれかが終わるのを待つか、停止してください。",
    "denoise.needs_label": "「{name}」はラベル付きでしか学習されていません。描くものを選び、"
    "ガイダンスは1のままにしてください。",
    "denoise.no_noise": "このスケジュールはノイズをまったく加えないため、取り除くものがありません。"
    "「スケジュール」で β を大きくしてください。",
    "denoise.no_signal": "このスケジュールでは画像が何も残らず、このネットワークはノイズしか予測しません。"
    "クリップなしでは数値が大きくなりすぎます。"
    "クリップをオンにするか、「スケジュール」で β か T を小さくしてください。",
    "denoise.back": "元の画像に戻りました。差は {apart:.3f} です（二乗平均平方根。黒と白の差は2）。",
    "denoise.euler_steps": "t = {times} ではHeunの代わりにオイラー法で1ステップ進みました。"
    "σ が急に減るため、2つの傾きの平均が使えません。",
    "denoise.own": "{name}（自作）",
    "player.mixture": "現在の状態",
    "player.network": "ネットワークが推定した元の画像",
    "player.earlier": "1ステップ戻る",
    "player.later": "1ステップ進む",
    "player.play": "再生",
    "player.pause": "一時停止",
    "player.at": "{of}ステップ中{step}",
    "player.rate": "{rate}ステップ/秒",
    "player.left": "残り{seconds}秒",
    "player.ahead": "先に{count}件が待っています。順番が来ると、チェーンは自動的に始まります",
    "player.encoding": "この画像の元になるノイズを求めています：t = {t}",
    "player.first": "チェーン",
    "player.second": "2本目のチェーン",
    "player.begun": "チェーンが始まりました：全{of}ステップ。",
    "player.finished": "チェーンが完了しました。",
    "player.moved": "この端末では続けられないため、このステップからサーバーが引き継ぎます。",
    "player.arriving": "この端末がネットワークを受信中：{percent} %",
    "player.cost": "約 {seconds} 秒",
    "player.changed": "新しい設定",
    "player.stopped": "停止しました",
    "player.apart": "2つの状態の差（二乗平均平方根）：",
    "player.scrub": "逆拡散のステップ",
    "player.loop": "繰り返し",
    "player.speed": "速度",
    "microscope.title": "顕微鏡：この1ステップの中身",
    "microscope.xT": "状態",
    "microscope.x0": "推定画像",
    "microscope.eps": "推定ノイズ",
    "microscope.mean": "新しいノイズなし",
    "microscope.z": "新しいノイズ",
    "microscope.extra": "2次の補正",
    "microscope.xS": "次の状態",
    "microscope.change": "変化",
    "microscope.without": "ラベルなし",
    "microscope.with": "ラベルあり",
    "microscope.halves": "ガイダンス w では2回問い合わせます：ε̂ = ε̂(∅) + w (ε̂(y) − ε̂(∅))。"
    "最後の2枚は、それぞれの答えから得た推定画像です。w > 1 では2枚目のさらに先へ進みます。",
    "microscope.own": "画像ごとに値の範囲いっぱいまで引き伸ばす",
    "microscope.equation": "このステップの数値を入れたサンプラーの式",
    "microscope.pixel": "各項の下は、最初のチャンネルのある1画素での値で、合計が x_s になります。"
    "画像を指すと画素を選び直せ、"
    "項を指すと対応する画像がわかります。",
    "microscope.column": "列",
    "microscope.row": "行",
    "microscope.picture": "画像",
    "microscope.clipped": "クリップされた画素",
    "microscope.curves": "チェーン全体での推移",
    "microscope.db": "{value} dB",
    "microscope.psnr": "最終画像に対する x̂₀ のPSNR",
    "perfect.title": "理想のノイズ除去器：有限個の画像に対する厳密な答え",
    "perfect.intro": "もしこの世にこれらの画像しかなければ、x₀ の最良の推定を計算できます。"
    "その画像からこの xₜ が生じる確からしさで重み付けした、全画像の平均です。"
    "ノイズが多いうちは多くの画像が当てはまるので、推定はぼやけます。これはネットワークでも同じです。"
    "やがて1枚の画像がすべての重みを占めます。理想のノイズ除去器は、見せられた画像しか返せないのです。"
    "ところがネットワークは新しいものを描きました。それが汎化です。",
    "perfect.count": "集合の画像の数 N",
    "perfect.files": "集合：画像200枚まで",
    "perfect.none": "世界を構成する画像を渡してください。このネットワークの学習画像でも、ほかの画像でもかまいません。",
    "perfect.drawings": "集合：全種類の学習用の絵から、最初の{count}枚。",
    "perfect.drawings_of": "集合：種類「{kind}」の学習用の絵から、最初の{count}枚。",
    "perfect.pictures": "集合：画像{count}枚。",
    "perfect.wait": "まず「ノイズ除去」を押してください。すると、ネットワークの推定の横に、厳密な推定が表示されます。",
    "perfect.mixture": "状態",
    "perfect.network": "ネットワーク",
    "perfect.exact": "厳密解",
    "perfect.nearest": "重み最大の画像",
    "perfect.averaged": "平均の実効枚数（1 / Σw²）",
    "perfect.apart": "ネットワーク − 厳密解（RMS）",
    "player.film": "チェーンの全体像。コマをクリックすると、そこへ移動します。",
    "player.empty": "「ノイズ除去」を押してください。計算されたチェーンが順にここへ現れ、後から何度でも再生できます。",
    "player.keys": "スペースで再生、← と → で1ステップずつ、HomeとEndで両端へ移動します。"
    "画像をクリックすると顕微鏡が開きます。",
}
