package pgm_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"siamface/model/pgm"
	"siamface/model/realdata"
)

// grey pictures by their rows, colour ones by three samples a pixel.
var valid = []struct {
	name, file, format string
	width, height      int
	want               []byte
}{
	{"plain bitmap", "P1\n3 2\n1 0 1\n0 1 0\n", "pbm", 3, 2, []byte{0, 255, 0, 255, 0, 255}},
	{"plain bitmap without spaces", "P1 3 2 101010", "pbm", 3, 2, []byte{0, 255, 0, 255, 0, 255}},
	{"plain grey", "P2\n2 2\n15\n0 15\n5 3\n", "pgm", 2, 2, []byte{0, 255, 85, 51}},
	{"plain grey of 16 bits", "P2 2 1 65535 65535 257", "pgm", 2, 1, []byte{255, 1}},
	{"plain colour", "P3 1 2 255 1 2 3  255 0 9\n", "ppm", 1, 2, []byte{1, 2, 3, 255, 0, 9}},
	{"raw bitmap", "P4 10 2\n\xff\x40\x00\x80", "pbm", 10, 2, append(
		[]byte{0, 0, 0, 0, 0, 0, 0, 0, 255, 0},
		[]byte{255, 255, 255, 255, 255, 255, 255, 255, 0, 255}...)},
	{"raw grey", "P5 2 2 255 \x00\x01\xfe\xff", "pgm", 2, 2, []byte{0, 1, 254, 255}},
	{"raw grey of few levels", "P5 3 1 2\n\x00\x01\x02", "pgm", 3, 1, []byte{0, 128, 255}},
	{"raw grey of 16 bits", "P5 3 1 65535\n\x00\x00\x80\x80\xff\xff", "pgm", 3, 1, []byte{0, 128, 255}},
	{"raw colour", "P6\n2 1\n255\nabcdef", "ppm", 2, 1, []byte("abcdef")},
	{"raw colour of 10 bits", "P6 1 1 1023\n\x03\xff\x00\x00\x02\x00", "ppm", 1, 1, []byte{255, 0, 128}},
	{"comments everywhere", "P5#a\n# b\r\n2 # c\n#d\n1#e\n#f\n25#g\n\x05\x19", "pgm", 2, 1, []byte{51, 255}},
	{"comment in a plain raster", "P2 2 1 255 7# x 9\n8", "pgm", 2, 1, []byte{7, 8}},
	{"hash as the first sample", "P5 1 1 255\n#", "pgm", 1, 1, []byte{'#'}},
	{"line feed as the first sample", "P5 1 1 255\n\n", "pgm", 1, 1, []byte{10}},
	{"a second picture follows", "P5 1 1 255\n7P5 1 1 255\n8", "pgm", 1, 1, []byte{'7'}},
}

func TestDecodeKnownFiles(t *testing.T) {
	for _, c := range valid {
		t.Run(c.name, func(t *testing.T) {
			img, format, err := image.Decode(strings.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := samples(t, img); !bytes.Equal(got, c.want) || format != c.format {
				t.Errorf("got %s %v, want %s %v", format, got, c.format, c.want)
			}
			config, _, err := image.DecodeConfig(strings.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if config.Width != c.width || config.Height != c.height || img.Bounds() != image.Rect(0, 0, c.width, c.height) {
				t.Errorf("config %d × %d, picture %v, want %d × %d", config.Width, config.Height, img.Bounds(), c.width, c.height)
			}
			if config.ColorModel != img.ColorModel() {
				t.Error("config and picture have different colour models")
			}
		})
	}
}

// samples are the grey levels, or red, green and blue of every pixel.
func samples(t *testing.T, img image.Image) []byte {
	t.Helper()
	var all []byte
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			switch c := img.At(x, y).(type) {
			case color.Gray:
				all = append(all, c.Y)
			case color.RGBA:
				all = append(all, c.R, c.G, c.B)
				if c.A != 255 {
					t.Fatalf("alpha %d at %d, %d", c.A, x, y)
				}
			default:
				t.Fatalf("colour %T", c)
			}
		}
	}
	return all
}

// Every file cut short anywhere says so, and FileSize knows it beforehand.
func TestCutOff(t *testing.T) {
	for _, c := range valid {
		if strings.Contains(c.name, "follows") {
			continue
		}
		least, err := pgm.FileSize(strings.NewReader(c.file))
		if err != nil || least > int64(len(c.file)) {
			t.Errorf("%s: FileSize %d, %v for %d bytes", c.name, least, err, len(c.file))
		}
		end := len(strings.TrimRight(c.file, "\n"))
		if strings.HasPrefix(c.name, "plain grey") || strings.HasPrefix(c.name, "plain colour") || strings.Contains(c.file, "\n\n") {
			end = strings.LastIndexAny(c.file[:end], " \n") // a shorter last number is still a number
		}
		for n := range end {
			if _, err := pgm.Decode(strings.NewReader(c.file[:n])); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s, first %d bytes: got %v, want an unexpected end", c.name, n, err)
			}
		}
	}
}

func TestFileSizeOfRawFilesIsExact(t *testing.T) {
	for _, c := range valid {
		if got, err := pgm.FileSize(strings.NewReader(c.file)); strings.HasPrefix(c.name, "raw") && got != int64(len(c.file)) {
			t.Errorf("%s: got %d, %v, want %d", c.name, got, err, len(c.file))
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	cases := []struct {
		name, file string
		want       error
	}{
		{"another file", "GIF89a", pgm.ErrFormat},
		{"a word", "P5x 1 1 255 a", pgm.ErrFormat},
		{"PAM", "P7\nWIDTH 1\n", pgm.ErrUnsupported},
		{"floats", "Pf 1 1 -1.0\n", pgm.ErrUnsupported},
		{"no width", "P5 0 1 255\n", pgm.ErrFormat},
		{"no height", "P4 1 0\n", pgm.ErrFormat},
		{"no maxval", "P5 1 1 0\na", pgm.ErrFormat},
		{"maxval too high", "P5 1 1 65536\naa", pgm.ErrFormat},
		{"negative", "P5 -1 1 255\n", pgm.ErrFormat},
		{"endless number", "P5 " + strings.Repeat("9", 100) + " 1 255\n", pgm.ErrFormat},
		{"too many pixels", "P5 16777216 16777216 255\n", pgm.ErrUnsupported},
		{"plain sample above maxval", "P2 1 1 9 10", pgm.ErrFormat},
		{"raw sample above maxval", "P5 1 1 9 \x0a", pgm.ErrFormat},
		{"letter in a bitmap", "P1 1 1 x", pgm.ErrFormat},
		{"2 in a bitmap", "P1 1 1 2", pgm.ErrFormat},
	}
	for _, c := range cases {
		if _, err := pgm.Decode(strings.NewReader(c.file)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// An error of the disk stays that error.
func TestReadErrorPasses(t *testing.T) {
	broken := errors.New("disk on fire")
	r := io.MultiReader(strings.NewReader("P5 300 300 255\nabc"), &failing{broken})
	if _, err := pgm.Decode(r); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// A header may claim a quarter of a billion pixels; without the bytes it gets next to no memory.
func TestClaimsGetNoMemory(t *testing.T) {
	for _, kind := range []string{"P1", "P4"} {
		checkMemory(t, kind+" 16384 16384\n")
	}
	for _, kind := range []string{"P2", "P3", "P5", "P6"} {
		checkMemory(t, kind+" 16384 16384 65535\n")
	}
}

func checkMemory(t *testing.T, file string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := pgm.Decode(strings.NewReader(file)); err == nil {
		t.Errorf("%q: decoded a file without a raster", file)
	}
	runtime.ReadMemStats(&after)
	got := after.TotalAlloc - before.TotalAlloc
	if got > 1<<19 {
		t.Errorf("%q: %d bytes allocated", file, got)
	}
}

func TestEncode(t *testing.T) {
	whole := image.NewGray(image.Rect(0, 0, 4, 3))
	for i := range whole.Pix {
		whole.Pix[i] = byte(i)
	}
	part := whole.SubImage(image.Rect(1, 1, 3, 3)).(*image.Gray)
	var out bytes.Buffer
	if err := pgm.Encode(&out, part); err != nil {
		t.Fatal(err)
	}
	if want := "P5\n2 2\n255\n\x05\x06\x09\x0a"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	if err := pgm.Encode(&out, image.NewGray(image.Rectangle{})); err == nil {
		t.Error("wrote a picture without pixels")
	}
}

func TestORL(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(realdata.Path(t, "orl"), "*", "*", "*.pgm"))
	if len(files) == 0 {
		t.Fatal("no faces")
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		img, err := pgm.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		grey, ok := img.(*image.Gray)
		if !ok || grey.Rect != image.Rect(0, 0, 92, 112) || !slices.Equal(grey.Pix, data[len(data)-92*112:]) {
			t.Errorf("%s: decoded to another picture", path)
		}
	}
}
