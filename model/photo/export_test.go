package photo

import "image"

// RGBOf is the conversion of a JPEG's luma and chroma.
var RGBOf = rgbOf

// StatOf is Stat of a file at hand.
var StatOf = stat

// HalfRGB is the half of that conversion.
var HalfRGB = halfRGB

// Turned is a picture of this package turned as an orientation says.
func Turned(img image.Image, o int) image.Image { return orientation(o).apply(img) }
