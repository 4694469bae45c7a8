namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        enum Color : uint8_t { RED GREEN };

        // @brief Switches the lamp
        virtual Core::hresult Switch(const bool on = 0;

        // @brief Sets the color
        virtual Core::hresult Paint(const Color color) = 0

        // @brief Forgets everything
        virtual Core::hresult Reset() = 0;
    };

} // namespace Exchange
} // namespace Thunder
