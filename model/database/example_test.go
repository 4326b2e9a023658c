package database_test

import (
	"fmt"

	"siamface/model/database"
)

// An address is shown without its password.
func ExampleHidePassword() {
	fmt.Println(database.HidePassword("postgres://ann:secret@db.example/faces?sslmode=verify-full"))
	fmt.Println(database.IsServer("faces.db"))
	// Output:
	// postgres://ann:xxxxx@db.example/faces?sslmode=verify-full
	// false
}
