namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        // @brief Switches the lamp
        // @param onn: Whether it shines
        // @param name: Which one
        virtual Core::hresult Switch(const bool on) = 0;
    };

} // namespace Exchange
} // namespace Thunder
