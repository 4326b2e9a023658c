package exif

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// tiffSpace is the name space of the properties that XMP has from TIFF.
const tiffSpace = "http://ns.adobe.com/tiff/1.0/"

// InXMP is the orientation, 1 to 8, that an XMP packet tells, as an attribute or as an element; else Unknown. A packet that is cut off
// or damaged tells what stands before that.
func InXMP(packet []byte) int {
	d := xml.NewDecoder(bytes.NewReader(packet))
	d.Strict = false
	inside := false
	for {
		token, err := d.Token()
		if err != nil {
			return Unknown
		}
		switch token := token.(type) {
		case xml.StartElement:
			for _, a := range token.Attr {
				if v := value(a.Value); isOrientation(a.Name) && v != Unknown {
					return v
				}
			}
			inside = isOrientation(token.Name)
		case xml.CharData:
			if v := value(string(token)); inside && v != Unknown {
				return v
			}
		case xml.EndElement:
			inside = false
		}
	}
}

// isOrientation also takes the usual prefix for the name space, where a packet doesn't say what it stands for.
func isOrientation(name xml.Name) bool {
	return name.Local == "Orientation" && (name.Space == tiffSpace || name.Space == "tiff")
}

func value(text string) int {
	v, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || v < 1 || v > 8 {
		return Unknown
	}
	return v
}
