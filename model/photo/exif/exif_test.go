package exif_test

import (
	"encoding/binary"
	"testing"

	"siamface/model/photo/exif"
)

// block is an EXIF block with an entry of no meaning and the orientation, of a type and count.
func block(order binary.AppendByteOrder, kind uint16, count uint32, value []byte) []byte {
	out := []byte("II*\x00")
	if order.String() == "BigEndian" {
		out = []byte("MM\x00*")
	}
	out = order.AppendUint16(order.AppendUint32(out, 8), 2)
	out = append(out, make([]byte, 12)...)
	out = order.AppendUint32(order.AppendUint16(order.AppendUint16(out, 0x0112), kind), count)
	return append(out, append(value, 0, 0, 0, 0)[:4]...)
}

func TestOrientationOfEveryType(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		short, long := order.AppendUint16(nil, 6), order.AppendUint32(nil, 6)
		for name, c := range map[string]struct {
			block []byte
			want  int
		}{
			"byte": {block(order, 1, 1, []byte{6}), 6}, "short": {block(order, 3, 1, short), 6}, "long": {block(order, 4, 1, long), 6},
			"signed short": {block(order, 8, 1, short), 6}, "two shorts": {block(order, 3, 2, short), 6},
			"none": {block(order, 3, 0, short), 0}, "elsewhere": {block(order, 3, 3, short), 0}, "text": {block(order, 2, 1, short), 0},
			"nine": {block(order, 3, 1, order.AppendUint16(nil, 9)), 0}, "cut": {block(order, 3, 1, short)[:30], 0}, "nothing": {nil, 0},
			"marked": {append([]byte("Exif\x00\x00"), block(order, 4, 1, long)...), 6},
		} {
			if got := exif.Orientation(c.block); got != c.want {
				t.Errorf("%v, %s: %d, want %d", order, name, got, c.want)
			}
		}
	}
}

func TestOrientationInXMP(t *testing.T) {
	const rdf = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`
	for packet, want := range map[string]int{
		rdf + `<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>`: 6,
		rdf + `<rdf:Description xmlns:t='http://ns.adobe.com/tiff/1.0/' t:Orientation='8'/>`:                             8,
		rdf + `<rdf:Description xmlns:t="http://ns.adobe.com/tiff/1.0/"><t:Orientation> 3 </t:Orientation>`:              3,
		`<rdf:Description tiff:Orientation="5">`:                                                                         5,
		rdf + `<rdf:Description xmlns:o="http://example.com/" o:Orientation="6"/>`:                                       0,
		`<rdf:Description tiff:Orientation="9">`:                                                                         0,
		`<rdf:Description tiff:Orientation="`:                                                                            0,
		`<a>tiff:Orientation="6"</a>`:                                                                                    0,
		"":                                                                                                               0,
	} {
		if got := exif.InXMP([]byte(packet)); got != want {
			t.Errorf("%s: %d, want %d", packet, got, want)
		}
	}
}

// FuzzOrientation: no block makes it panic or give what isn't an orientation.
func FuzzOrientation(f *testing.F) {
	f.Add(block(binary.LittleEndian, 4, 1, []byte{6}))
	f.Add(block(binary.BigEndian, 3, 1, []byte{0, 8}))
	f.Add([]byte(`<a xmlns:t="http://ns.adobe.com/tiff/1.0/"><t:Orientation>3</t:Orientation></a>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, got := range []int{exif.Orientation(data), exif.InXMP(data)} {
			if got < 0 || got > 8 {
				t.Fatalf("orientation %d", got)
			}
		}
	})
}
