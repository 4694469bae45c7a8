namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        enum Color : uint8_t {
            RED, // @text red
            GREEN
        };

        // @brief Sets the color
        // @in
        virtual Core::hresult Paint(const Color color) = 0; // @deprecated
    };

} // namespace Exchange
} // namespace Thunder
