package photo_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/tiff"

	"siamface/model/photo"
)

// cornersAs are the quarters' places by orientation, as Pillow's ImageOps.exif_transpose has them.
var cornersAs = []string{1: "ABCD", 2: "BADC", 3: "DCBA", 4: "CDAB", 5: "ACBD", 6: "CADB", 7: "DBCA", 8: "BDAC"}

func xmpPacket(o int) string {
	return fmt.Sprintf(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`+
		`<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="%d"/></rdf:RDF></x:xmpmeta>`, o)
}

// riffOf is a WebP of chunks, each a name and its content in turn.
func riffOf(chunks ...string) []byte {
	body := []byte("WEBP")
	for i := 0; i < len(chunks); i += 2 {
		body = append(binary.LittleEndian.AppendUint32(append(body, chunks[i]...), uint32(len(chunks[i+1]))), chunks[i+1]...)
		body = append(body, make([]byte, len(chunks[i+1])%2)...)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// canvas is a VP8X of flags and a size.
func canvas(flags byte, width, height int) string {
	return string([]byte{flags, 0, 0, 0, byte(width - 1), byte((width - 1) >> 8), 0, byte(height - 1), byte((height - 1) >> 8), 0})
}

// withDirectory is a TIFF whose directory has one more tag, at its place.
func withDirectory(t testing.TB, img image.Image, tag, kind uint16, value []byte) []byte {
	data := coded(t, func(w io.Writer) error { return tiff.Encode(w, img, nil) })
	le := binary.LittleEndian
	at := int(le.Uint32(data[4:]))
	count := int(le.Uint16(data[at:]))
	var entries [][]byte
	for i := range count {
		entries = append(entries, data[at+2+12*i:][:12])
	}
	entry := le.AppendUint32(le.AppendUint16(le.AppendUint16(nil, tag), kind), uint32(max(1, len(value)/max(1, map[uint16]int{3: 2, 4: 4, 1: 1}[kind]))))
	if len(value) > 4 {
		entry = le.AppendUint32(entry, uint32(len(data)))
		data = append(data, value...)
	} else {
		entry = append(entry, append(value, 0, 0, 0, 0)[:4]...)
	}
	entries = append(entries, entry)
	slices.SortFunc(entries, func(a, b []byte) int { return int(le.Uint16(a)) - int(le.Uint16(b)) })
	le.PutUint32(data[4:], uint32(len(data)))
	data = le.AppendUint16(data, uint16(len(entries)))
	return append(append(data, slices.Concat(entries...)...), 0, 0, 0, 0)
}

// turned are files of the same stored picture that tell its orientation in every place there is.
func turned(t testing.TB, o int) map[string][]byte {
	jpg := coded(t, func(w io.Writer) error { return jpeg.Encode(w, blocks(16, 8), nil) })
	portable := coded(t, func(w io.Writer) error { return png.Encode(w, blocks(16, 8)) })
	lossless := webp[20:]
	exif := exifBlock(binary.BigEndian, uint16(o))
	long := binary.LittleEndian.AppendUint32([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x04\x00\x01\x00\x00\x00"), uint32(o))
	app1 := func(text string) []byte {
		segment := append(binary.BigEndian.AppendUint16([]byte("\xff\xe1"), uint16(len(text)+2)), text...)
		return slices.Insert(bytes.Clone(jpg), 2, segment...)
	}
	early, late := 8+25, len(portable)-12
	note := func(at int, name, data string) []byte {
		return slices.Insert(bytes.Clone(portable), at, chunkOf(name, []byte(data), false)...)
	}
	raw := fmt.Sprintf("Raw profile type exif\x00\nexif\n %d\n%x\n", len(exif)+6, "Exif\x00\x00"+string(exif))
	return map[string][]byte{
		"JPEG, LONG": app1("Exif\x00\x00" + string(long)), "JPEG, XMP": app1("http://ns.adobe.com/xap/1.0/\x00" + xmpPacket(o)),
		"PNG": note(early, "eXIf", string(exif)), "PNG, behind": note(late, "eXIf", string(long)),
		"PNG, XMP": note(early, "iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmpPacket(o)), "PNG, text": note(late, "tEXt", raw),
		"WebP": riffOf("VP8X", canvas(0x18, 3, 2), "VP8L", lossless, "EXIF", string(exif)), "WebP, marked": riffOf("VP8X", canvas(0x18, 3, 2), "VP8L", lossless, "EXIF", "Exif\x00\x00"+string(long)),
		"WebP, XMP": riffOf("VP8X", canvas(0x14, 3, 2), "VP8L", lossless, "XMP ", xmpPacket(o)),
		"WebP, animated": riffOf("VP8X", canvas(0x1a, 3, 2), "ANIM", "\xff\xff\xff\xff\x00\x00", "ANMF",
			"\x00\x00\x00\x00\x00\x00\x02\x00\x00\x01\x00\x00\x64\x00\x00\x00"+string(riffOf("VP8L", lossless)[12:]), "EXIF", string(exif)),
		"TIFF":       withDirectory(t, blocks(16, 8), 274, 3, binary.LittleEndian.AppendUint16(nil, uint16(o))),
		"TIFF, LONG": withDirectory(t, blocks(16, 8), 274, 4, binary.LittleEndian.AppendUint32(nil, uint32(o))),
		"TIFF, XMP":  withDirectory(t, blocks(16, 8), 700, 1, []byte(xmpPacket(o))),
	}
}

func TestOrientationInEveryFormat(t *testing.T) {
	flat, err := photo.Decode(strings.NewReader(webp))
	if err != nil {
		t.Fatal(err)
	}
	for o := 1; o <= 8; o++ {
		for name, data := range turned(t, o) {
			img, err := photo.Decode(bytes.NewReader(data))
			if err != nil {
				t.Errorf("%s, %d: %v", name, o, err)
				continue
			}
			if strings.HasPrefix(name, "WebP") {
				if !bytes.Equal(pixels(t, img), pixels(t, photo.Turned(flat, o))) {
					t.Errorf("%s, %d: another picture", name, o)
				}
			} else if got := cornersOf(img); got != cornersAs[o] {
				t.Errorf("%s, %d: %s, want %s", name, o, got, cornersAs[o])
			}
			info, err := photo.Stat(write(t, "a", data))
			if err != nil || image.Rect(0, 0, info.Width, info.Height) != img.Bounds() || info.Remark != "" {
				t.Errorf("%s, %d: Stat %+v, %v", name, o, info, err)
			}
		}
	}
}

// TestEXIFGoesBeforeXMP: where both tell, EXIF is meant, even if it says upright.
func TestEXIFGoesBeforeXMP(t *testing.T) {
	data := withEXIF(t, exifBlock(binary.LittleEndian, 1))
	packet := "http://ns.adobe.com/xap/1.0/\x00" + xmpPacket(6)
	segment := append(binary.BigEndian.AppendUint16([]byte("\xff\xe1"), uint16(len(packet)+2)), packet...)
	img, err := photo.Decode(bytes.NewReader(slices.Insert(data, 2, segment...)))
	if err != nil || cornersOf(img) != "ABCD" {
		t.Errorf("%v", err)
	}
}

// TestHEIF: HEIC and AVIF, turned by their containers (o1 to o8), by EXIF or XMP alone, of other depths and chromas. All are upright.
func TestHEIF(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("testdata", "heif", "*.??i?"))
	if len(files) < 40 {
		t.Errorf("%d files", len(files))
	}
	for _, path := range files {
		img, err := photo.Open(path)
		if err != nil || cornersOf(img) != "ABCD" {
			t.Errorf("%s: %v", path, err)
			continue
		}
		info, err := photo.Stat(path)
		if err != nil || info.Width != 96 || info.Height != 64 || "."+info.Format != filepath.Ext(path) {
			t.Errorf("%s: %+v, %v", path, info, err)
		}
	}
}

// TestAnimatedWebP: the first frame stands at its place on white.
func TestAnimatedWebP(t *testing.T) {
	frame := "\x01\x00\x00\x01\x00\x00\x02\x00\x00\x01\x00\x00\x64\x00\x00\x00" + string(riffOf("VP8L", webp[20:])[12:])
	data := riffOf("VP8X", canvas(0x12, 8, 6), "ANIM", "\xff\xff\xff\xff\x00\x00", "ANMF", frame, "ANMF", frame)
	img, err := photo.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds() != image.Rect(0, 0, 8, 6) || img.At(0, 0) != white || img.At(4, 2) != blue || img.At(5, 2) != white {
		t.Errorf("%v: %v %v %v", img.Bounds(), img.At(0, 0), img.At(4, 2), img.At(5, 2))
	}
	for missing := 1; missing < len(frame); missing++ { // of the second frame, which isn't needed
		if _, err := photo.Decode(bytes.NewReader(data[:len(data)-missing])); err != nil {
			t.Fatalf("without %d bytes: %v", missing, err)
		}
	}
	if _, err := photo.Decode(bytes.NewReader(data[:len(data)-len(frame)-20])); photo.Reason(err) != photo.CutOff {
		t.Errorf("a cut first frame: %v", err)
	}
}

// TestNamedKinds: what isn't read is called what it is, whatever the file is called.
func TestNamedKinds(t *testing.T) {
	raw := func(tag, kind uint16, value ...byte) string {
		return string(withDirectory(t, blocks(16, 8), tag, kind, value))
	}
	for data, want := range map[string]string{
		"\x00\x00\x00\x0cjP  \r\n\x87\n":                               "JPEG 2000",
		"\xff\x4f\xff\x51\x00\x2f":                                     "JPEG 2000",
		"\x00\x00\x00\x18ftypjp2 \x00\x00\x00\x00jp2 ":                 "JPEG 2000",
		"\x00\x00\x00\x0cJXL \r\n\x87\n":                               "JPEG XL",
		"\xff\x0a\xfa\x1f":                                             "JPEG XL",
		"II*\x00\x10\x00\x00\x00CR\x02\x00":                            "RAW",
		"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01isom":                 "RAW",
		"FUJIFILMCCD-RAW 0201":                                         "RAW",
		"IIRO\x08\x00\x00\x00":                                         "RAW",
		"IIU\x00\x18\x00\x00\x00":                                      "RAW",
		raw(50706, 1, 1, 4, 0, 0):                                      "RAW",
		raw(700, 1, 1) + "":                                            "",
		"II+\x00\x08\x00\x00\x00":                                      "BigTIFF",
		"\xff\xd8\xff\xf7\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00": "JPEG-LS",
		"\xff\xd8\xff\xe8\x00\x04ab\xff\xf7\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00": "JPEG-LS", // behind another segment
		"8BPS\x00\x01": "Photoshop",
		"P7\nWIDTH 1":  "Netpbm's PAM",
	} {
		_, err := photo.Decode(strings.NewReader(data))
		if want == "" {
			if err != nil {
				t.Errorf("%.12q: %v", data, err)
			}
			continue
		}
		if photo.Reason(err) != photo.Unsupported+": "+want || !photo.IsUnsupported(photo.Reason(err)) {
			t.Errorf("%.12q: %q, want %s", data, photo.Reason(err), want)
		}
	}
	for _, film := range []string{"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00mp42", "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  "} {
		if _, err := photo.Decode(strings.NewReader(film)); photo.Reason(err) != photo.NotAPhoto {
			t.Errorf("a film: %v", err)
		}
	}
}
