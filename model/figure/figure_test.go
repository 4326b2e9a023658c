package figure_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"image"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"gonum.org/v1/plot/cmpimg"
	"gonum.org/v1/plot/vg/draw"

	"siamface/model/figure"
)

func save(t *testing.T, name string, f figure.Figure) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := figure.Save(path, f); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSaveTakesTheFormatFromTheName(t *testing.T) {
	f := exampleHistogram(figure.Style{})
	for name, begin := range map[string]string{"a.png": "\x89PNG", "b.PNG": "\x89PNG", "c.Svg": "<?xml", "d.pdf": "%PDF"} {
		if data := save(t, name, f); !bytes.HasPrefix(data, []byte(begin)) {
			t.Errorf("%s begins with %q", name, data[:8])
		}
	}
	for _, name := range []string{"a.jpg", "a", "a.png.gz", ".."} {
		path := filepath.Join(t.TempDir(), name)
		err := figure.Save(path, f)
		if err == nil || !strings.Contains(err.Error(), ".png, .svg, .pdf") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := figure.Save(filepath.Join(t.TempDir(), "no", "a.png"), f); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing folder: %v", err)
	}
}

func TestPNGHasItsNaturalSize(t *testing.T) {
	c, err := sizeOf(save(t, "a.png", exampleHistogram(figure.Style{Dark: true})))
	if err != nil || c.Width != 1890 || c.Height != 1122 {
		t.Errorf("%d×%d, %v; want 16 by 9.5 cm at 300 dpi", c.Width, c.Height, err)
	}
}

func sizeOf(data []byte) (image.Config, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	return c, err
}

// figures are one of each kind.
func figures(t *testing.T, style figure.Style) map[string]figure.Figure {
	return map[string]figure.Figure{
		"histogram": exampleHistogram(style), "curves": exampleCurves(style), "network": network(t, siamese(), style),
		"roc": figure.ROC(threeCurves(englishNames...), style), "det": figure.DET(threeCurves(englishNames...), style),
		"rates": figure.Rates(unsure(), style), "bands": exampleBands(style),
	}
}

func TestVectorFilesAreWellFormedAndRepeatable(t *testing.T) {
	for name, f := range figures(t, figure.Style{}) {
		svg := save(t, name+".svg", f)
		if text := wellFormed(t, svg); name == "network" && !strings.Contains(text, "resnet50") {
			t.Errorf("%s: the text isn't text", name)
		}
		if !bytes.Equal(svg, save(t, name+".svg", f)) {
			t.Errorf("%s: the second SVG differs", name)
		}
		pdf := save(t, name+".pdf", f)
		if same, err := cmpimg.Equal("pdf", pdf, pdf); err != nil || !same {
			t.Errorf("%s: not a well-formed PDF: %v, %v", name, same, err)
		}
		if !bytes.Equal(pdf, save(t, name+".pdf", f)) {
			t.Errorf("%s: the second PDF differs", name)
		}
	}
}

// A translucent band keeps its colour in a PDF: the second of the curves is 2C7A7B.
func TestPDFKeepsTranslucentColours(t *testing.T) {
	pdf := save(t, "a.pdf", figure.ROC(threeCurves(englishNames...), figure.Style{}))
	var content bytes.Buffer
	for rest := pdf; ; {
		_, after, found := bytes.Cut(rest, []byte("stream\n"))
		if !found {
			break
		}
		if r, err := zlib.NewReader(bytes.NewReader(after)); err == nil {
			_, _ = io.Copy(&content, r) // what follows the stream isn't compressed
		}
		rest = after
	}
	if !strings.Contains(content.String(), "0.173 0.478 0.482 rg") {
		t.Error("the curve's colour is nowhere")
	}
	if strings.Contains(content.String(), "0.031 0.090 0.090 rg") {
		t.Error("the band's colour is multiplied by how opaque it is")
	}
}

// wellFormed returns the text of an SVG document.
func wellFormed(t *testing.T, svg []byte) string {
	t.Helper()
	var text strings.Builder
	for decoder := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := decoder.Token()
		if err == io.EOF {
			return text.String()
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		if chars, ok := token.(xml.CharData); ok {
			text.Write(chars)
		}
	}
}

func TestChineseVectorFiles(t *testing.T) {
	for name, f := range figures(t, chineseStyle(t)) {
		want := map[string]string{"histogram": "识别阈值", "curves": "训练", "network": "输入", "roc": "接受率", "det": "漏识率", "rates": "无法确定", "bands": "折"}[name]
		if text := wellFormed(t, save(t, name+".svg", f)); !strings.Contains(text, want) {
			t.Errorf("%s.svg lacks %s", name, want)
		}
		pdf := save(t, name+".pdf", f)
		if same, err := cmpimg.Equal("pdf", pdf, pdf); err != nil || !same {
			t.Errorf("%s: not a well-formed PDF: %v, %v", name, same, err)
		}
	}
}

type broken struct{ figure.Figure }

func (broken) Draw(draw.Canvas) { panic("no outline") }

func TestSaveTurnsACanvasPanicIntoAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := figure.Save(path, broken{exampleHistogram(figure.Style{})})
	if err == nil || !strings.Contains(err.Error(), "no outline") {
		t.Errorf("got %v", err)
	}
	if old, _ := os.ReadFile(path); string(old) != "old" {
		t.Error("the old file is gone")
	}
}

func TestImageHasTheAskedSize(t *testing.T) {
	f := exampleHistogram(figure.Style{})
	for _, want := range []image.Point{{1, 1}, {3, 200}, {640, 400}, {2001, 77}} {
		if got := figure.Image(f, want.X, want.Y).Bounds().Size(); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	for _, other := range []image.Point{{0, 5}, {-3, 5}} {
		if got := figure.ImageAt(f, other.X, other.Y, 0).Bounds().Size(); got.X != 1 {
			t.Errorf("%v gave %v", other, got)
		}
	}
}

func TestDarkAndLightFillTheirCorners(t *testing.T) {
	for _, style := range []figure.Style{{}, {Dark: true}} {
		for name, f := range figures(t, style) {
			img := figure.Image(f, 333, 217)
			r, g, b, a := style.Theme().Background.RGBA()
			for _, p := range []image.Point{{0, 0}, {332, 0}, {0, 216}, {332, 216}} {
				if r2, g2, b2, a2 := img.At(p.X, p.Y).RGBA(); r2 != r || g2 != g || b2 != b || a2 != a {
					t.Errorf("%s, dark %v: corner %v is %v", name, style.Dark, p, img.At(p.X, p.Y))
				}
			}
		}
	}
}

func TestNetworkRefusesALaterInput(t *testing.T) {
	for _, from := range []int{-1, 1, 2, 9} {
		layers := []figure.Layer{{Name: "a"}, {Name: "b", Inputs: []int{from}}, {Name: "c"}}
		if _, err := figure.Network(layers, figure.Style{}); err == nil || !strings.Contains(err.Error(), "(b)") {
			t.Errorf("input %d: %v", from, err)
		}
	}
}

func TestNetworkGrowsWithItsLayers(t *testing.T) {
	layers := []figure.Layer{{Name: "layer"}}
	_, before := network(t, layers, figure.Style{}).Size()
	for i := range 99 {
		layers = append(layers, figure.Layer{Name: "layer", Inputs: []int{i}})
	}
	_, after := network(t, layers, figure.Style{}).Size()
	if after < 50*before {
		t.Errorf("one layer is %v high, a hundred %v", before, after)
	}
}

func TestEnglishHasEveryWord(t *testing.T) {
	words := reflect.ValueOf(figure.English())
	for i := range words.NumField() {
		if words.Field(i).String() == "" {
			t.Errorf("%s is empty", words.Type().Field(i).Name)
		}
	}
}

func TestLoadFont(t *testing.T) {
	data := liberationsansregular.TTF
	for name, good := range map[string][]byte{"a single font": data, "a collection": collection(data)} {
		face, err := figure.LoadFont(good)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !figure.CanDraw(face, "é") || figure.CanDraw(face, "人") {
			t.Errorf("%s: wrong about its characters", name)
		}
	}
	bad := map[string][]byte{"nothing": nil, "text": []byte("no font at all"), "cut short": data[:len(data)/3], "an empty collection": []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x00")}
	for name, data := range bad {
		if _, err := figure.LoadFont(data); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := figure.UseFontFile(filepath.Join(t.TempDir(), "none.ttf")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

// collection makes a collection of one font: a header, and the font with its tables' places moved behind it.
func collection(single []byte) []byte {
	const header = 16
	moved := slices.Clone(single)
	for i := range int(binary.BigEndian.Uint16(single[4:])) {
		place := moved[12+16*i+8:]
		binary.BigEndian.PutUint32(place, binary.BigEndian.Uint32(place)+header)
	}
	return slices.Concat([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"), moved)
}

// A part of a figure has the pixels of the whole.
func TestImagePart(t *testing.T) {
	f := network(t, siamese(), figure.Style{})
	whole := figure.ImageAt(f, 400, 300, 96)
	part := figure.ImagePart(f, 120, 100, 96, -50, -60, 400, 300)
	for _, at := range [][2]int{{0, 0}, {60, 50}, {119, 99}, {30, 80}, {100, 20}} {
		if a, b := whole.At(at[0]+50, at[1]+60), part.At(at[0], at[1]); a != b {
			t.Errorf("at %v: %v, in the whole %v", at, b, a)
		}
	}
}
