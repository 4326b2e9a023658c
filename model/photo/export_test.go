package photo

// RGBOf is the conversion of a JPEG's luma and chroma.
var RGBOf = rgbOf

// StatOf is Stat of a file at hand.
var StatOf = stat

// HalfRGB is the half of that conversion.
var HalfRGB = halfRGB
