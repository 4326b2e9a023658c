package photo

// RGBOf is the conversion of a JPEG's luma and chroma.
var RGBOf = rgbOf
