package face_test

import (
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/face"
	"siamface/model/onnx"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/sample"
)

// written writes a network into a file.
func written(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "own.onnx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// meansOf is a network that gives the mean of each channel of its pictures and 1, of an input of a shape behind the batch.
func meansOf(metadata map[string]string, shape ...int) []byte {
	b := onnx.NewBuilder("means")
	b.Input("x", shape...)
	mean := b.Add("ReduceMean", []string{"x"}, onnx.Ints("axes", 2, 3), onnx.Int("keepdims", 0))
	whole := b.Add("ReduceMean", []string{"x"}, onnx.Ints("axes", 1, 2, 3), onnx.Int("keepdims", 0))
	ones := b.Add("Add", []string{b.Add("Reshape", []string{b.Add("Mul", []string{whole, b.Number(0)}), b.Whole(-1, 1)}), b.Number(1)})
	b.Name(b.Add("Concat", []string{mean, ones}, onnx.Int("axis", 1)), "y")
	b.Output("y", shape[0]+1)
	return b.Bytes("a test", metadata)
}

// of gives what a network makes of a plain picture, seen whole.
func of(t *testing.T, r *face.Recogniser, red, green, blue uint8) []float32 {
	t.Helper()
	face.Choose(r)
	t.Cleanup(func() { face.Choose(nil) })
	n, err := face.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	img := image.NewRGBA(image.Rect(0, 0, 40, 50))
	for i := range img.Pix {
		img.Pix[i] = []uint8{red, green, blue, 255}[i%4]
	}
	d, err := n.Describe(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	return d.Embedding
}

// TestNetworksSeePicturesAsTheyAreNamed compares what a network that gives means is shown with what it should see.
func TestNetworksSeePicturesAsTheyAreNamed(t *testing.T) {
	realdata.Faces(t)
	whole := face.Preprocessing{Alignment: face.WholePicture, KeepsLength: true, Mean: []float32{10}, Divisor: []float32{100}}
	with := func(change func(p *face.Preprocessing)) face.Preprocessing {
		p := whole
		change(&p)
		return p
	}
	grey := float32(0.299*200 + 0.587*100 + 0.114*50)
	for name, c := range map[string]struct {
		shape []int
		named face.Preprocessing
		want  []float32 // of (200, 100, 50)
	}{
		"RGB":    {[]int{3, 32, 32}, whole, []float32{1.9, 0.9, 0.4, 1}},
		"BGR":    {[]int{3, 32, 32}, with(func(p *face.Preprocessing) { p.Colours = face.BGR }), []float32{0.4, 0.9, 1.9, 1}},
		"each":   {[]int{3, 32, 32}, with(func(p *face.Preprocessing) { p.Mean, p.Divisor = []float32{200, 90, 40}, []float32{1, 10, 5} }), []float32{0, 1, 2, 1}},
		"grey":   {[]int{1, 32, 32}, whole, []float32{(grey - 10) / 100, 1}},
		"mirror": {[]int{3, 16, 16}, with(func(p *face.Preprocessing) { p.MirrorSum = true }), []float32{3.8, 1.8, 0.8, 2}},
	} {
		r, _, err := face.ReadRecogniser(written(t, meansOf(nil, c.shape...)), c.named)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := of(t, r, 200, 100, 50)
		if !slices.EqualFunc(got, c.want, func(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-5 }) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if r.Measured() || r.Version == face.BuiltIn().Version {
			t.Errorf("%s: it is taken for one that was measured", name)
		}
	}
}

// TestWhatIsGuessedIsSaid: a network that says nothing of itself is taken for one like ArcFace, and each guess is a sentence; one that says
// everything leaves nothing to guess.
func TestWhatIsGuessedIsSaid(t *testing.T) {
	realdata.Faces(t)
	r, guesses, err := face.ReadRecogniser(written(t, meansOf(nil, 3, 0, 0)), face.Preprocessing{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Side != 112 || r.Colours != face.RGB || r.Mean[0] != 127.5 || r.Alignment != face.FivePoints || len(guesses) != 4 {
		t.Errorf("%+v, %q, %v", r, guesses, err)
	}
	said := face.Preprocessing{
		Values: face.Pixels, Width: 24, Height: 24, Colours: face.BGR, Mean: []float32{1, 2, 3}, Divisor: []float32{4}, Alignment: face.MeanShape, MirrorSum: true,
	}
	r, guesses, err = face.ReadRecogniser(written(t, meansOf(said.Metadata(), 3, 0, 0)), face.Preprocessing{})
	if err != nil {
		t.Fatal(err)
	}
	if len(guesses) != 0 || r.Side != 24 || r.Colours != face.BGR || r.Mean != [3]float32{1, 2, 3} || r.Alignment != face.MeanShape || !r.MirrorSum {
		t.Errorf("%+v, %q, %v", r, guesses, err)
	}
	other, _, err := face.ReadRecogniser(r.Path, face.Preprocessing{Colours: face.RGB})
	if err != nil || other.Colours != face.RGB || other.Version == r.Version {
		t.Errorf("what was named doesn't count: %+v, %v", other, err)
	}
}

// TestTheBuiltInNetworkUnderAnotherName is known by its content, and describes faces as it always does.
func TestTheBuiltInNetworkUnderAnotherName(t *testing.T) {
	dir := realdata.Faces(t)
	data, err := os.ReadFile(filepath.Join(dir, face.BuiltIn().File))
	if err != nil {
		t.Fatal(err)
	}
	known, guesses, err := face.ReadRecogniser(written(t, data), face.Preprocessing{})
	if err != nil || !known.Measured() || known.Version != face.BuiltIn().Version || len(guesses) != 1 {
		t.Fatalf("%+v, %q, %v", known, guesses, err)
	}
	// with a field more it is another file, and told how to see, gives the same
	disguised, _, err := face.ReadRecogniser(written(t, append(data, 0x32, 1, 'x')), face.Preprocessing{Colours: face.BGR, MirrorSum: true})
	if err != nil || disguised.Measured() {
		t.Fatalf("%+v, %v", disguised, err)
	}
	t.Cleanup(func() { face.Choose(nil) })
	img := photo.Resize(sample.Draw(1, 1, 1), 200, 250)
	var described [][]float32
	for _, r := range []*face.Recogniser{nil, known, disguised} {
		face.Choose(r)
		n, err := face.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		d, err := n.Describe(t.Context(), img)
		n.Close()
		if err != nil {
			t.Fatal(err)
		}
		described = append(described, d.Embedding)
	}
	for i, d := range described[1:] {
		if worst := euclideanOf(d, described[0]); worst > 1e-5 {
			t.Errorf("number %d is %v away", i+1, worst)
		}
	}
}

func euclideanOf(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]-b[i]) * float64(a[i]-b[i])
	}
	return math.Sqrt(sum)
}

// TestOddNetworks are refused in a sentence each.
func TestOddNetworks(t *testing.T) {
	realdata.Faces(t)
	two := func() []byte {
		b := onnx.NewBuilder("two")
		b.Input("x", 3, 8, 8)
		b.Input("z", 3, 8, 8)
		b.Name(b.Add("Flatten", []string{b.Add("Add", []string{"x", "z"})}), "y")
		b.Output("y", 192)
		return b.Bytes("a test", nil)
	}
	scaled := func(by float32, shape ...int) []byte {
		b := onnx.NewBuilder("scaled")
		b.Input("x", shape...)
		b.Name(b.Add("Flatten", []string{b.Add("Mul", []string{"x", b.Number(by)})}), "y")
		b.Output("y", 192)
		return b.Bytes("a test", nil)
	}
	unknown := func() []byte {
		b := onnx.NewBuilder("unknown")
		b.Input("x", 3, 8, 8)
		b.Name(b.Add("NoSuchOperator", []string{"x"}), "y")
		b.Output("y", 3)
		return b.Bytes("a test", nil)
	}
	single := func() []byte {
		b := onnx.NewBuilder("single")
		b.Input("x", 3, 8, 8)
		b.Name(b.Add("ReduceMean", []string{"x"}, onnx.Int("keepdims", 0)), "y")
		b.Output("y")
		return b.Bytes("a test", nil)
	}
	nan := float32(math.NaN())
	for name, c := range map[string]struct {
		data  []byte
		named face.Preprocessing
		want  string
	}{
		"a photo":          {[]byte("\x89PNG\r\n\x1a\n"), face.Preprocessing{}, "can't be read"},
		"nothing":          {nil, face.Preprocessing{}, "can't be read"},
		"two inputs":       {two(), face.Preprocessing{}, "2 inputs"},
		"rows":             {scaled(1, 192), face.Preprocessing{}, "2 dimensions"},
		"five dimensions":  {scaled(1, 3, 8, 8, 8), face.Preprocessing{}, "5 dimensions"},
		"four channels":    {scaled(1, 4, 8, 8), face.Preprocessing{}, "4 channels"},
		"not square":       {scaled(1, 3, 8, 9), face.Preprocessing{}, "9 × 8"},
		"tiny":             {scaled(1, 3, 2, 2), face.Preprocessing{}, "2 × 2"},
		"vast":             {scaled(1, 3, 5000, 5000), face.Preprocessing{}, "5000 × 5000"},
		"another size":     {scaled(1, 3, 8, 8), face.Preprocessing{Width: 112, Height: 112}, "not 112"},
		"other colours":    {scaled(1, 3, 8, 8), face.Preprocessing{Colours: face.Grey}, "3 channels"},
		"NaN":              {scaled(nan, 3, 8, 8), face.Preprocessing{}, "no numbers"},
		"a single number":  {single(), face.Preprocessing{}, "no dimensions"},
		"no such operator": {unknown(), face.Preprocessing{}, "ONNX Runtime"},
		"divided by 0":     {scaled(1, 3, 8, 8), face.Preprocessing{Divisor: []float32{0}}, "divisor is 0"},
		"two means":        {scaled(1, 3, 8, 8), face.Preprocessing{Mean: []float32{1, 2}}, "mean has 2"},
		"descriptions":     {meansOf(map[string]string{"siamface.input": "the 512 numbers"}, 3, 8, 8), face.Preprocessing{}, "512 numbers"},
		"bad metadata":     {meansOf(map[string]string{"siamface.input mean": "x"}, 3, 8, 8), face.Preprocessing{}, "metadata"},
	} {
		path := written(t, c.data)
		_, _, err := face.ReadRecogniser(path, c.named)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := face.ReadRecogniser(filepath.Join(t.TempDir(), "none.onnx"), face.Preprocessing{}); err == nil || !strings.Contains(err.Error(), "none.onnx") {
		t.Errorf("no file: %v", err)
	}
	huge := written(t, nil)
	if err := os.Truncate(huge, 3<<30); err != nil {
		t.Skip("no sparse files here")
	}
	if _, _, err := face.ReadRecogniser(huge, face.Preprocessing{}); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a huge file: %v", err)
	}
}

// FuzzPreprocessing: whatever metadata say, what is read of them is written and read again as it was.
func FuzzPreprocessing(f *testing.F) {
	f.Add("pixels", "112 112", "RGB", "127.5", "127.5", "five points", "1 2 3 4 5 6 7 8 9 10")
	f.Add("pixels", "64,64", "grey", "", "1e40", "none", "1 2")
	f.Fuzz(func(t *testing.T, values, size, colours, mean, divisor, alignment, template string) {
		p, err := face.ParsePreprocessing(map[string]string{
			"siamface.input": values, "siamface.input size": size, "siamface.input colours": colours, "siamface.input mean": mean,
			"siamface.input divisor": divisor, "siamface.alignment": alignment, "siamface.alignment template": template,
		})
		if err != nil || p.Values != face.Pixels {
			return
		}
		again, err := face.ParsePreprocessing(p.Metadata())
		if err != nil || fmt.Sprint(again) != fmt.Sprint(p) {
			t.Errorf("%v, %v after %v", again, err, p)
		}
	})
}
