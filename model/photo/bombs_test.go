package photo_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"siamface/model/photo"
)

// pngOf is a PNG of zeros that says it has a size, a depth and a kind of colour.
func pngOf(width, height uint32, depth, colour byte, chunks ...[]byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunkOf("IHDR", append(head, depth, colour, 0, 0, 0), false)...)
	return append(append(out, bytes.Join(chunks, nil)...), chunkOf("IEND", nil, false)...)
}

// zeros are n packed zero bytes.
func zeros(n int) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	io.CopyN(z, zeroReader{}, int64(n))
	z.Close()
	return out.Bytes()
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func progressive(t testing.TB) []byte {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join("testdata", "jpeg", "*.jpg"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil && bytes.Contains(data, []byte("\xff\xc2\x00\x11")) {
			return data
		}
	}
	t.Fatal("no progressive JPEG among the test's")
	return nil
}

// manyScans repeats a JPEG's last scan.
func manyScans(data []byte, count int) []byte {
	at, end := bytes.LastIndex(data, []byte("\xff\xda")), len(data)-2
	return append(append(data[:end:end], bytes.Repeat(data[at:end], count)...), 0xff, 0xd9)
}

// gifOf is a GIF with a canvas and a frame of one pixel.
func gifOf(width, height uint16) []byte {
	le := binary.LittleEndian
	out := append(le.AppendUint16(le.AppendUint16([]byte("GIF89a"), width), height), 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0)
	return append(le.AppendUint16(le.AppendUint16(out, 1), 1), 0, 2, 2, 0x44, 1, 0, 0x3b)
}

func bombs(t testing.TB) map[string][]byte {
	vp8l := func(width, height uint32) string {
		return string(binary.LittleEndian.AppendUint32([]byte{0x2f}, width-1|(height-1)<<14)) + webp[25:]
	}
	frame := func(mark byte, width, height uint16, sampling string) []byte {
		out := append([]byte("\xff\xd8\xff"), mark, 0, byte(8+len(sampling)*3), 8)
		out = append(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(out, height), width), byte(len(sampling)))
		for i := range len(sampling) {
			out = append(out, byte(i+1), sampling[i], 0)
		}
		return append(out, "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00ab\xff\xd9"...)
	}
	heic, err := os.ReadFile(filepath.Join("testdata", "heif", "o1.heic"))
	if err != nil {
		t.Fatal(err)
	}
	ispe := bytes.Index(heic, []byte("ispe"))
	large := bytes.Clone(heic)
	binary.BigEndian.PutUint32(large[ispe+8:], 20000)
	binary.BigEndian.PutUint32(large[ispe+12:], 20000)
	return map[string][]byte{
		"PNG, a row": pngOf(100_000_000, 1, 8, 0, chunkOf("IDAT", zeros(10_000_000), false)), "PNG, a column": pngOf(1, 100_000_000, 8, 0, chunkOf("IDAT", zeros(20_000_000), false)),
		"PNG, a thin one": pngOf(60_000, 50, 8, 2), "PNG, deep": pngOf(10_000, 10_000, 16, 6, chunkOf("IDAT", make([]byte, 20_000), false)),
		"PNG, deep grey": pngOf(16_000, 16_000, 16, 0), "PNG, empty parts": pngOf(1, 1, 8, 0, bytes.Repeat(chunkOf("IDAT", nil, false), 2_000_000)),
		"PNG, small notes": pngOf(1, 1, 8, 0, bytes.Repeat(chunkOf("tEXt", nil, false), 2_000_000)), "PNG of nothing": pngOf(10_000, 10_000, 8, 2, chunkOf("IDAT", nil, false)),
		"WebP": riffOf("VP8L", vp8l(10_000, 10_000)), "WebP, largest": riffOf("VP8L", vp8l(16_384, 16_384)), "WebP, a canvas": riffOf("VP8X", canvas(2, 16_000, 6_000), "ANIM", "\xff\xff\xff\xff\x00\x00", "ANMF", "\x00\x00\x00\x00\x00\x00\x02\x00\x00\x01\x00\x00\x64\x00\x00\x00"+string(riffOf("VP8L", webp[20:])[12:])),
		"WebP, many parts": append(riffOf("VP8X", canvas(0, 3, 2)), bytes.Repeat([]byte("junk\x00\x00\x00\x00"), 1_000_000)...),
		"GIF":              gifOf(10_000, 10_000), "GIF, filled up": append(gifOf(10_000, 10_000), make([]byte, 1<<20)...),
		"GIF, many comments": append([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00"), bytes.Repeat([]byte("\x21\xfe\x00"), 1_000_000)...), "GIF, a long comment": append([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x21\xfe"), bytes.Repeat([]byte("\x01a"), 10_000_000)...),
		"JPEG, scans": manyScans(progressive(t), 1000), "JPEG of four": frame(0xc0, 40_000, 10_000, "\x11\x11\x11\x11"), "JPEG, large": frame(0xc0, 65_535, 65_535, "\x11"),
		"JPEG, progressive": frame(0xc2, 20_000, 20_000, "\x22\x11\x11"), "JPEG of nothing": frame(0xc0, 20_000, 10_000, "\x22\x11\x11"), "JPEG, segments": append([]byte("\xff\xd8"), bytes.Repeat([]byte("\xff\xfe\x00\x02"), 1_000_000)...),
		"JPEG, fill": append([]byte("\xff\xd8"), bytes.Repeat([]byte{0xff}, 20_000_000)...), "BMP": bitmap(40, 8, 1, nil, make([]byte, 1024), nil)[:1100], "HEIC": large,
		"PGM": []byte("P5 10000 10000 255\n"), "PBM": []byte("P4 60000 60000\n"), "TIFF of nothing": withDirectory(t, image.NewGray(image.Rect(0, 0, 1, 1)), 305, 3, nil),
	}
}

// TestBombs: each is refused by its head or soon after, for little memory and in little time, and Stat costs no more.
func TestBombs(t *testing.T) {
	for name, data := range bombs(t) {
		if name == "BMP" {
			binary.LittleEndian.PutUint32(data[18:], 30_000)
			binary.LittleEndian.PutUint32(data[22:], 20_000)
		}
		if name == "TIFF of nothing" { // 65,000 × 65,000
			at := bytes.Index(data, []byte("\x00\x01\x04\x00")) // the width's tag
			if at < 0 {
				at = bytes.LastIndex(data, []byte("\x00\x01\x03\x00"))
			}
			binary.LittleEndian.PutUint16(data[at+8:], 65_000)
			binary.LittleEndian.PutUint16(data[at+20:], 65_000)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := photo.Decode(bytes.NewReader(data))
		_, statErr := photo.StatOf(bytes.NewReader(data), int64(len(data)))
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: read", name)
		}
		if spent := (after.TotalAlloc - before.TotalAlloc) >> 20; spent >= 64 || took > time.Second {
			t.Errorf("%s: %d MB in %v: %v, %v", name, spent, took, err, statErr)
		}
		t.Logf("%-20s %9d bytes, %8v, %2d MB: %v", name, len(data), took.Round(time.Microsecond), (after.TotalAlloc-before.TotalAlloc)>>20, photo.Reason(err))
	}
}

// TestMemoryIsShared: what takes nearly all memory waits for what takes the rest, until its context ends.
func TestMemoryIsShared(t *testing.T) {
	data := coded(t, func(w io.Writer) error { return png.Encode(w, blocks(1000, 1000)) })
	release := photo.TakeMemory(t, photo.AllMemory-1<<20)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := photo.DecodeContext(ctx, bytes.NewReader(data))
	if photo.Reason(err) != photo.Stopped || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	release()
	if _, err := photo.DecodeContext(t.Context(), bytes.NewReader(data)); err != nil {
		t.Errorf("%v", err)
	}
	photo.TakeMemory(t, photo.AllMemory)() // nothing is still taken
}

// TestManyAtOnce: a folder of large photos takes no more memory than the budget, whoever opens it.
func TestManyAtOnce(t *testing.T) {
	data := pngOf(4000, 4000, 8, 2, chunkOf("IDAT", zeros(4000*12_001), false))
	var all sync.WaitGroup
	var most, now int64
	var lock sync.Mutex
	photo.OnDecode(t, func(bytes int64) {
		lock.Lock()
		defer lock.Unlock()
		now += bytes
		most = max(most, now)
	})
	for range 24 {
		all.Go(func() {
			if _, err := photo.Decode(bytes.NewReader(data)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if now != 0 || most > photo.AllMemory || most == 0 {
		t.Errorf("at most %d MB at once, %d left", most>>20, now)
	}
}

// TestStopped: every decoder ends with its context, and what goes on in the sandbox keeps its memory until it is done.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	files, _ := filepath.Glob(filepath.Join("testdata", "*", "o1.*"))
	jpegs, _ := filepath.Glob(filepath.Join("testdata", "jpeg", "*.jpg"))
	tiffs, _ := filepath.Glob(filepath.Join("testdata", "tiff", "*.tif"))
	for _, path := range slices.Concat(files, jpegs, tiffs) {
		_, err := photo.OpenContext(ctx, path)
		if photo.Reason(err) != photo.Stopped || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", path, err)
		}
	}
	photo.TakeMemory(t, photo.AllMemory)()
}

// TestStoppedInTheMiddle stops large photos soon after they were begun.
func TestStoppedInTheMiddle(t *testing.T) {
	large := coded(t, func(w io.Writer) error { return jpeg.Encode(w, image.NewRGBA(image.Rect(0, 0, 6000, 4000)), nil) })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := photo.DecodeContext(ctx, bytes.NewReader(large))
	if took := time.Since(start); photo.Reason(err) != photo.Stopped || took > 2*time.Second {
		t.Errorf("%v after %v", err, took)
	}
}

// TestLyingHEIF: a container that tells a smaller size than is coded gets no more memory than it tells.
func TestLyingHEIF(t *testing.T) {
	for _, name := range []string{"o1.heic", "o1.avif", "444.heic", "grey.heic"} {
		data, err := os.ReadFile(filepath.Join("testdata", "heif", name))
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(data, []byte("ispe"))
		for _, size := range []uint32{1, 8, 4000, 9000} {
			binary.BigEndian.PutUint32(data[at+8:], size)
			if img, err := photo.Decode(bytes.NewReader(data)); err == nil && img.Bounds().Dx() != int(size) {
				t.Errorf("%s that tells %d: %v", name, size, img.Bounds())
			}
		}
	}
}

func TestTooLargeSaysWhy(t *testing.T) {
	all := bombs(t)
	for name, want := range map[string]string{
		"PNG, a row": "too large: 100000000 × 1 pixels", "PNG, deep": "too large: 10000 × 10000 pixels, which take ",
		"WebP": "too large: 10000 × 10000 pixels in ", "JPEG, scans": "too large: more parts than any photo has",
	} {
		_, err := photo.Decode(bytes.NewReader(all[name]))
		if !strings.HasPrefix(photo.Reason(err), want) {
			t.Errorf("%s: %s", name, fmt.Sprint(photo.Reason(err)))
		}
	}
}
