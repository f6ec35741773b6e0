"""Japanese: the Schedules tab, and charts."""

TEXT = {
    # Kinds of schedules
    "kind.linear": "線形",
    "kind.cosine": "コサイン",
    "kind.scaled_linear": "スケール線形",
    "kind.sigmoid": "シグモイド",
    "kind.constant": "一定",
    # Schedules
    "schedules.tab": "スケジュール",
    "schedules.intro": "スケジュールは、各ステップで加えるノイズの量を決めます。"
    "グラフ上をドラッグすると t が動きます。",
    "schedules.intro_more": "線形スケジュールは画像を早々に壊してしまい、"
    "残りの何百ステップもほぼ純粋なノイズに費やします。コサインでは、画像が全体にわたって均等に失われていきます。t "
    "は「ノイズ」タブでも動きます。",
    "schedules.chosen": "スケジュール（実線）",
    "schedules.other": "比較対象（破線）",
    "schedules.linear": "線形: Ho et al.",
    "schedules.cosine": "コサイン: Nichol & Dhariwal",
    "schedules.scaled_linear": "スケール線形: Stable Diffusion",
    "schedules.sigmoid": "シグモイド: Xu et al.",
    "schedules.constant": "一定",
    "schedules.steps": "ステップ数 T",
    "schedules.beta_1": "β₁",
    "schedules.beta_T": "t = T での β",
    "schedules.s": "オフセット s",
    "schedules.beta": "β",
    "schedules.betas": "T を変えたときの β",
    "schedules.betas_info": "コサインは自動的に T に合います。",
    "schedules.given": "そのまま",
    "schedules.rescaled": "1000/T 倍",
    "schedules.zero": "終端SNRを0に再スケール",
    "schedules.zero_info": "T で画像の成分がまったく残らないようにします（Lin et al. 2024）。",
    "schedules.reset": "論文の値に戻す",
    "chart.alpha_bar": "残る信号：ᾱₜ",
    "chart.log_snr": "対数信号対雑音比（log SNR）",
    "chart.factors": "2つの係数：√ᾱₜ と √(1−ᾱₜ)",
    "chart.beta": "各ステップのノイズ：順方向 βₜ、逆方向 β̃ₜ",
    "schedules.ends.title": "t = T で残るもの",
    "schedules.ends.left": "画像：",
    "schedules.ends.end": "最後の状態",
    "schedules.ends.share": "信号の割合",
    "schedules.ends.wasted": "信号1%未満のステップ",
    "schedules.not_noise": "{name}スケジュールの拡散過程は、ノイズに行き着きません。"
    "t = T でも分散の{share:.0%}が画像のままです。ところがサンプラーは、"
    "この過程が到達しない純粋なノイズから出発します。T か β を大きくするか、再スケールしてください。",
    "schedules.bad": "この値ではスケジュールを作れません。{reason}グラフは最後の有効な値のままです。",
    "schedules.order": "β はどれも0より大きく、1以下でなければなりません。",
    "schedules.offset": "s は0以上0.5以下でなければなりません。",
    "schedules.T_range": "T は10から4000までの整数でなければなりません。",
    "schedules.empty": "入力されていない数値があります。",
    "schedules.unknown": "この種類は登録されていません。ページを再読み込みしてください。",
    "schedules.too_few": "ステップ数が少なすぎて、再スケールした β が1に達します。"
    "T を大きくするか、β を小さくしてください。",
    "schedules.spent": "t = T より前に画像がすっかり失われるので、再スケールするものがありません。"
    "T か β を小さくしてください。",
    "schedules.differs": "「{name}」は、実線とは別のスケジュールで学習されています。"
    "ネットワークは、学習で見たノイズレベルしか知りません。",
    "schedules.try": "それでもノイズ除去を試す",
    "code_and_table.title": "Pythonコード",
    "code_and_table.copy": "コピー",
    "code_and_table.comment": "添字は t、t = 0 が元の画像",
    "code_and_table.copied": "コピーしました",
    "code_and_table.csv": "全数値をCSVで",
    "choice.charts": "表示するグラフ。Cキーで次のグラフに切り替わります。",
    "chart.loading": "描画中…",
    "chart.png": "PNGで保存",
    "chart.svg": "SVGで保存",
    "chart.zoom_out": "ダブルクリックで拡大前に戻ります",
    "chart.curves": "曲線。押すと表示と非表示が切り替わります。",
    "chart.strips": "両方のスケジュールでノイズを加えた画像（横軸に揃えて表示）",
}
