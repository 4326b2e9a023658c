package shipped_test

import (
	"fmt"
	"path/filepath"

	"siamface/model/shipped"
)

func ExampleListPlaces() {
	for _, place := range shipped.ListPlaces("faces") {
		fmt.Println(filepath.Base(place))
	}
	// Output:
	// faces
	// faces
}
