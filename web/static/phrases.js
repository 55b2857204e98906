// What an activated <unclip-image> says, in the page's languages: its stages by
// the engine's names for them, and what went wrong by code. # is a number of MB.
export const phrases = {
	en: {
		start: "Getting ready", queue: "Another picture is being drawn; this one is next", download: "Downloading # of # MB", downloading: "Downloading # MB",
		drawing: "Drawing", done: "The picture is ready.", ask: "This downloads # MB once.", agree: "Download and draw", again: "Draw again", stop: "Stop",
		problems: {
			"no-webgpu": "This browser offers no way to the graphics card, which makes the pictures. Chrome and Edge 113+ have one, on Android from 121, on Linux from 144 with newer Intel graphics; so does Safari 26+. Hardware acceleration must be on in the settings.",
			insecure: "Browsers lend the graphics card only to pages that come over https. Open this page with https in front.",
			"weak-gpu": "The model needs more of the graphics card than this browser offers. Try another browser or device.",
			"no-model": "The server does not give out the model just now. Try again in a few minutes.",
			"no-network": "The download stopped. Check the connection and try again; it goes on where it stopped.",
			"sign-in": "This network wants you to sign in. Open any other page, sign in there and try again.",
			"no-space": "There is no room for the model on this device. Free some space and try again.",
			"no-memory": "The graphics card ran out of memory. Close other tabs and try again.",
			"device-lost": "The graphics card stopped answering. Try again; if it happens often, close other tabs.",
			"worker-failed": "The engine stopped. Reload the page.",
			"bad-picture": "The picture could not be read. Choose a PNG, JPEG or WebP file of at most 64 million pixels.",
			"cannot-see": "This model cannot look at pictures.",
			"no-picture": "There is no picture yet to begin with. Draw one first.",
			internal: "Something went wrong. Try again; if it happens again, reload the page.",
		},
	},
	de: {
		start: "Bereitet sich vor", queue: "Ein anderes Bild wird gerade gezeichnet; dieses ist das nächste", download: "Lädt # von # MB", downloading: "Lädt # MB",
		drawing: "Zeichnet", done: "Das Bild ist fertig.", ask: "Das lädt einmalig # MB herunter.", agree: "Laden und zeichnen", again: "Neu zeichnen", stop: "Anhalten",
		problems: {
			"no-webgpu": "Dieser Browser bietet keinen Weg zur Grafikkarte, die die Bilder macht. Chrome und Edge ab 113 haben einen, unter Android ab 121, unter Linux ab 144 mit neuerer Intel-Grafik; Safari ab 26 auch. In den Einstellungen muss die Hardwarebeschleunigung an sein.",
			insecure: "Browser leihen die Grafikkarte nur Seiten, die über https kommen. Öffnen Sie diese Seite mit https davor.",
			"weak-gpu": "Das Modell braucht mehr von der Grafikkarte, als dieser Browser bietet. Nehmen Sie einen anderen Browser oder ein anderes Gerät.",
			"no-model": "Der Server gibt das Modell gerade nicht heraus. Versuchen Sie es in einigen Minuten noch einmal.",
			"no-network": "Das Herunterladen ist abgebrochen. Prüfen Sie die Verbindung, und versuchen Sie es noch einmal; es geht dort weiter, wo es aufhörte.",
			"sign-in": "Dieses Netz verlangt eine Anmeldung. Öffnen Sie irgendeine andere Seite, melden Sie sich dort an, und versuchen Sie es noch einmal.",
			"no-space": "Auf diesem Gerät ist kein Platz für das Modell. Schaffen Sie Platz, und versuchen Sie es noch einmal.",
			"no-memory": "Der Grafikkarte ging der Speicher aus. Schließen Sie andere Tabs, und versuchen Sie es noch einmal.",
			"device-lost": "Die Grafikkarte antwortet nicht mehr. Versuchen Sie es noch einmal; geschieht es oft, schließen Sie andere Tabs.",
			"worker-failed": "Der Antrieb ist stehen geblieben. Laden Sie die Seite neu.",
			"bad-picture": "Das Bild ließ sich nicht lesen. Wählen Sie eine PNG-, JPEG- oder WebP-Datei mit höchstens 64 Millionen Pixeln.",
			"cannot-see": "Dieses Modell kann keine Bilder ansehen.",
			"no-picture": "Es gibt noch kein Bild, von dem auszugehen wäre. Zeichnen Sie zuerst eines.",
			internal: "Etwas ist schiefgegangen. Versuchen Sie es noch einmal; geschieht es wieder, laden Sie die Seite neu.",
		},
	},
	es: {
		start: "Preparando", queue: "Se está dibujando otra imagen; esta es la siguiente", download: "Descargando # de # MB", downloading: "Descargando # MB",
		drawing: "Dibujando", done: "La imagen está lista.", ask: "Esto descarga # MB una sola vez.", agree: "Descargar y dibujar", again: "Dibujar otra vez", stop: "Parar",
		problems: {
			"no-webgpu": "Este navegador no ofrece camino hasta la tarjeta gráfica, que hace las imágenes. Lo tienen Chrome y Edge 113+, en Android desde la 121, en Linux desde la 144 con gráficos Intel recientes; también Safari 26+. La aceleración por hardware debe estar activada en los ajustes.",
			insecure: "Los navegadores prestan la tarjeta gráfica solo a páginas que llegan por https. Abre esta página con https delante.",
			"weak-gpu": "El modelo pide a la tarjeta gráfica más de lo que este navegador ofrece. Prueba con otro navegador o dispositivo.",
			"no-model": "El servidor no entrega el modelo en este momento. Inténtalo otra vez en unos minutos.",
			"no-network": "La descarga se detuvo. Comprueba la conexión e inténtalo otra vez; sigue donde se quedó.",
			"sign-in": "Esta red pide que inicies sesión. Abre cualquier otra página, inicia sesión en ella e inténtalo otra vez.",
			"no-space": "No hay sitio para el modelo en este dispositivo. Libera espacio e inténtalo otra vez.",
			"no-memory": "La tarjeta gráfica se quedó sin memoria. Cierra otras pestañas e inténtalo otra vez.",
			"device-lost": "La tarjeta gráfica dejó de responder. Inténtalo otra vez; si ocurre a menudo, cierra otras pestañas.",
			"worker-failed": "El motor se detuvo. Recarga la página.",
			"bad-picture": "No se pudo leer la imagen. Elige un archivo PNG, JPEG o WebP de 64 millones de píxeles como máximo.",
			"cannot-see": "Este modelo no puede ver imágenes.",
			"no-picture": "Aún no hay imagen de la que partir. Dibuja una primero.",
			internal: "Algo ha ido mal. Inténtalo otra vez; si se repite, recarga la página.",
		},
	},
	ar: {
		start: "يستعدّ", queue: "تُرسم صورة أخرى الآن، وهذه هي التالية", download: "ينزّل # من # م.ب", downloading: "ينزّل # م.ب",
		drawing: "يرسم", done: "الصورة جاهزة.", ask: "سيُنزَّل # م.ب مرة واحدة.", agree: "نزّل وارسم", again: "ارسم من جديد", stop: "أوقف",
		problems: {
			"no-webgpu": "لا يفتح هذا المتصفح طريقًا إلى بطاقة الرسوم التي تصنع الصور. يفتحه Chrome وEdge منذ 113، وعلى Android منذ 121، وعلى Linux منذ 144 مع رسوم Intel الأحدث؛ وكذلك Safari 26+. ولا بد أن يكون تسريع العتاد مشغّلًا في الإعدادات.",
			insecure: "لا تعير المتصفحات بطاقة الرسوم إلا لصفحات تأتي عبر https. افتح هذه الصفحة مسبوقة بـ https.",
			"weak-gpu": "يحتاج النموذج من بطاقة الرسوم إلى أكثر مما يتيحه هذا المتصفح. جرّب متصفحًا أو جهازًا آخر.",
			"no-model": "لا يسلّم الخادم النموذج الآن. حاول مجددًا بعد بضع دقائق.",
			"no-network": "توقف التنزيل. تحقق من الاتصال وحاول مجددًا؛ يُستأنف من حيث توقف.",
			"sign-in": "هذه الشبكة تطلب تسجيل الدخول. افتح أي صفحة أخرى وسجّل الدخول فيها، ثم حاول مجددًا.",
			"no-space": "لا مكان للنموذج على هذا الجهاز. أفرغ بعض المكان ثم حاول مجددًا.",
			"no-memory": "نفدت ذاكرة بطاقة الرسوم. أغلق ألسنة أخرى وحاول مجددًا.",
			"device-lost": "بطاقة الرسوم لا تجيب. حاول مجددًا، وإن تكرر ذلك فأغلق ألسنة أخرى.",
			"worker-failed": "توقف المحرك. أعد تحميل الصفحة.",
			"bad-picture": "تعذّرت قراءة الصورة. اختر ملف PNG أو JPEG أو WebP لا يتجاوز 64 مليون بكسل.",
			"cannot-see": "هذا النموذج لا يرى الصور.",
			"no-picture": "لا صورة بعد يُبدأ منها. ارسم واحدة أولًا.",
			internal: "حدث خطأ ما. حاول مجددًا، وإن تكرر فأعد تحميل الصفحة.",
		},
	},
};

// alike are codes that a visitor need not tell apart.
const alike = { stalled: "no-network", "cut-short": "no-network", refused: "no-model", "bad-model": "no-model", "no-storage": "no-space" };

// explained is what to tell a visitor of an error. What is the page's own fault is
// said as it comes, to whoever made the page.
export function explained(error, tongue) {
	const { problems } = phrases[tongue], { code, message, advice = "" } = error;
	if (typeof code !== "string") return `${problems.internal} (${message})`;
	return problems[alike[code] ?? code] ?? `${message} ${advice}`.trim();
}

// filled puts bytes into a text, in MB as the language writes them.
export function filled(text, tongue, ...bytes) {
	return text.replace(/#/g, () => {
		const n = bytes.shift() ?? 0;
		return (n / 1e6).toLocaleString(tongue, { maximumFractionDigits: n < 1e7 ? 1 : 0 });
	});
}
