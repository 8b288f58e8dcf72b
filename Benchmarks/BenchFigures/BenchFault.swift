/// Why a measurement could not be taken. A measurement that failed is never reported as a figure.
package struct BenchFault: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
