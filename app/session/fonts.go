package session

import (
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"gonum.org/v1/plot/font"

	"siamface/assets"
	"siamface/model/figure"
	"siamface/model/shipped"
	"siamface/widgets"
)

// The files of the font with Chinese characters that is shipped with the program.
const (
	fontsPart   = "fonts"
	regularFile = "NotoSansSC-Regular.ttf"
	boldFile    = "NotoSansSC-Bold.ttf"
)

// shippedFonts are the shipped faces for the window; empty where there are none.
func shippedFonts() widgets.Fonts {
	regular, bold := readFont(regularFile), readFont(boldFile)
	if regular == nil || bold == nil {
		return widgets.Fonts{}
	}
	return widgets.Fonts{Regular: regular, Bold: bold}
}

func readFont(name string) fyne.Resource {
	data, err := os.ReadFile(shipped.FindFile(fontsPart, name))
	if err != nil {
		return nil
	}
	return fyne.NewStaticResource(name, data)
}

// findChineseFont finds a font that draws Chinese, for figures: the shipped one, else one of the system's, which the window's own
// fallback finds too.
func findChineseFont(fonts widgets.Fonts) (font.Font, bool) {
	sample := assets.T(assets.Chinese, "figure.threshold") + assets.T(assets.Chinese, "tab.verification")
	if fonts.Regular != nil {
		if f, err := figure.LoadFont(fonts.Regular.Content()); err == nil && figure.CanDraw(f, sample) {
			return f, true
		}
	}
	for _, pattern := range fontPatterns {
		paths, _ := filepath.Glob(pattern) // the patterns are well-formed
		for _, path := range paths {
			if f, err := figure.UseFontFile(path); err == nil && figure.CanDraw(f, sample) {
				return f, true
			}
		}
	}
	return font.Font{}, false
}

// fontPatterns are where systems keep fonts with Chinese characters.
var fontPatterns = []string{
	"/usr/share/fonts/*/*/NotoSansCJK*", "/usr/share/fonts/*/NotoSansCJK*", "/usr/share/fonts/*/*/SourceHanSans*",
	"/usr/share/fonts/*/*/wqy-*", "/usr/share/fonts/*/wqy-*", "/usr/share/fonts/*/*/DroidSansFallback*",
	"/usr/share/fonts/*/DroidSansFallback*", "/usr/local/share/fonts/*CJK*",
	"/System/Library/Fonts/PingFang.ttc", "/System/Library/Fonts/STHeiti*.ttc", "/Library/Fonts/Arial Unicode.ttf",
	`C:\Windows\Fonts\msyh.ttc`, `C:\Windows\Fonts\simsun.ttc`,
}
