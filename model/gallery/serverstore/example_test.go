package serverstore_test

import (
	"fmt"

	"siamface/model/gallery/serverstore"
)

// A role that only tells who is on a photo needs no right to write.
func ExampleGrantReading() {
	fmt.Println(serverstore.GrantReading("front desk"))
	// Output: GRANT SELECT ON siamface_migration, siamface_about, siamface_person, siamface_photo TO "front desk"
}
